"""One visit to a page: who comes, in which language, and what the views may do for them."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import SplitResult, quote, urlsplit

from flask import Response, make_response, request
from jinja2 import Environment

from common.caller import Caller, Role
from common.errors import NotAuthenticatedError, UnavailableError
from gateway.clients import Clients, File, Login, RefusedError
from gateway.pages.language import DEFAULT, Language
from gateway.pages.numbers import whole
from gateway.pages.problems import Explained
from gateway.pages.seal import Seal

SESSION_COOKIE: Final = "dondoc_session"
VISITOR_COOKIE: Final = "dondoc_visitor"
NOTICE_COOKIE: Final = "dondoc_notice"
LANGUAGE_COOKIE: Final = "dondoc_language"
A_YEAR_S: Final = 365 * 24 * 3600
LONGEST_FIELD: Final = 20_000
MOST_COUNTED: Final = 9
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page."""


_KEY: Final = re.compile(r"[!-~]{1,128}")
"""What can stand in a header; our forms carry 32 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all visits share, made once at start."""

    clients: Clients
    seal: Seal
    languages: Mapping[str, Language]
    templates: Mapping[str, Environment]
    """One environment for each language."""
    stuck: Callable[[Caller], int]
    """How much is stuck that the caller may see."""


@dataclass(frozen=True, slots=True)
class User:
    """The person logged in, as identity describes the session."""

    username: str
    agency_id: int | None
    agency: str
    roles: frozenset[Role]

    def has(self, *roles: Role) -> bool:
        """Tell whether the person holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)


class Visit:
    """One request, as the views see it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.clients = desk.clients
        self.token: str = request.cookies.get(SESSION_COOKIE, "")
        # Before log-in a random cookie stands for the session that CSRF tokens are tied to.
        self._visitor: str = request.cookies.get(VISITOR_COOKIE, "")
        self._cookies: list[tuple[str, str, int | None]] = []

    @cached_property
    def login(self) -> Login | None:
        """The live session behind the cookie, if there is one."""
        return self.clients.logins.of(self.token) if self.token else None

    @property
    def caller(self) -> Caller:
        """In whose name the services are asked; raises NotAuthenticatedError before log-in."""
        if self.login is None:
            raise NotAuthenticatedError
        return self.login.caller

    @property
    def user(self) -> User | None:
        """Who is logged in."""
        return _user(self.login) if self.login else None

    @cached_property
    def unread(self) -> int:
        """How many notices wait in the inbox; 0 while notify is away: no page fails for this."""
        try:
            return int(self.clients.notify.get(self.caller, "/inbox", limit=1)["unread"])
        except (RefusedError, UnavailableError):
            return 0

    @cached_property
    def waiting(self) -> str:
        """How many duties await a decision, "9+" for more than nine; empty for none, or away."""
        try:
            found = self.clients.tasks.get(self.caller, "/reviews", limit=MOST_COUNTED + 1)
        except (RefusedError, UnavailableError):
            return ""
        count = len(found["items"])
        return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")

    @cached_property
    def stuck(self) -> int:
        """How many items of the console of stuck items the visitor may see."""
        return self._desk.stuck(self.caller)

    @cached_property
    def language(self) -> Language:
        """The language of the cookie, else the account's, else Vietnamese."""
        chosen = request.cookies.get(LANGUAGE_COOKIE, "")
        if chosen not in self._desk.languages and self.login:
            chosen = str(self.login.user.get("language", ""))
        return self._desk.languages.get(chosen, self._desk.languages[DEFAULT])

    @property
    def languages(self) -> Sequence[Language]:
        """All languages a visitor may choose."""
        return tuple(self._desk.languages.values())

    @property
    def csrf(self) -> str:
        """The token that every form of this visitor carries."""
        return self._desk.seal.csrf(self.token or self._visitor)

    @property
    def came_with_csrf(self) -> bool:
        """Whether the posted form carries this visitor's token."""
        return self._desk.seal.fits(request.form.get("csrf", ""), self.token or self._visitor)

    @property
    def path(self) -> str:
        """The path and query of this page; of a form, the page it stood on."""
        if request.method == "GET":
            return request.full_path.removesuffix("?")
        came = _split(request.referrer or "/")
        return safe_path(f"{came.path}?{came.query}".removesuffix("?")) if came else "/"

    @property
    def address(self) -> str:
        """The visitor's network address, which the rate limit of log-ins counts by."""
        return request.remote_addr or ""

    @property
    def key(self) -> str:
        """The form's Idempotency-Key: a form sent twice has one effect."""
        stated = self.field("key")
        return stated if _KEY.fullmatch(stated) else _new_key()

    def form_key(self, problem: Explained | None) -> str:
        """Return the key of a form to draw: the same again after a refusal, else a new one.

        A form whose answer was lost can so be sent again without a second effect.
        """
        came_back = problem is not None and not problem.spent and bool(self.field("key"))
        return self.field("key") if came_back else _new_key()

    def new_key(self) -> str:
        """Return the key of another form."""
        return _new_key()

    @property
    def version(self) -> int | None:
        """The version that the form was drawn from."""
        return whole(self.field("version"))

    def argument(self, name: str) -> str:
        """Return a query parameter, or an empty string."""
        return request.args.get(name, "").strip()[:LONGEST_FIELD]

    def field(self, name: str) -> str:
        """Return a form field without outer blanks, or an empty string."""
        return request.form.get(name, "").strip()[:LONGEST_FIELD]

    def fields(self, name: str) -> list[str]:
        """Return all values of a form field, such as ticked boxes."""
        return [value.strip()[:LONGEST_FIELD] for value in request.form.getlist(name)]

    def named(self, prefix: str) -> list[str]:
        """Return the names of the form's fields that begin with `prefix`, in their order."""
        return [name for name in request.form if name.startswith(prefix)]

    def secret(self, name: str) -> str:
        """Return a password of the form, exactly as typed."""
        return request.form.get(name, "")[:LONGEST_FIELD]

    def upload(self, name: str) -> File | None:
        """Return the file chosen in the form's field, or None."""
        file = request.files.get(name)
        if file is None or not file.filename:
            return None
        return File(file.filename, file.mimetype, file.stream.read())

    def page(
        self,
        template: str,
        /,
        status: int = 200,
        *,
        scripted: bool = False,
        asking: bool = False,
        **values: Any,
    ) -> Response:
        """Return the page that `template` makes of `values`.

        Only a `scripted` page may run our own scripts, which may send something to us if it is
        `asking`; no page needs them.
        """
        if not self.token and not self._visitor:
            self._visitor = uuid.uuid4().hex
            self.remember(VISITOR_COOKIE, self._visitor)
        environment = self._desk.templates[self.language.code]
        html = environment.get_template(template).render(
            visit=self, language=self.language, new_key=_new_key, notices=self._notices(), **values
        )
        response = make_response(html, status)
        if scripted:
            more = "; connect-src 'self'" if asking else ""
            response.headers["Content-Security-Policy"] = f"{POLICY}; script-src 'self'{more}"
        return self._with_cookies(response)

    def go(self, path: str, *notices: str) -> Response:
        """Return the redirect after a form, with sentences to show once on the next page."""
        if notices:
            self.remember(NOTICE_COOKIE, self._desk.seal.write(notices))
        response = make_response("", 303)
        response.headers["Location"] = path
        return self._with_cookies(response)

    def to_login(self) -> Response:
        """Return the redirect to the log-in page, from where the visitor comes back here."""
        if self.token:
            self.forget(SESSION_COOKIE)
        return self.go("/login" if self.path == "/" else f"/login?next={quote(self.path)}")

    def remember(self, cookie: str, value: str, seconds: int | None = None) -> None:
        """Give the browser a cookie, for `seconds` or until it is closed."""
        self._cookies.append((cookie, value, seconds))

    def forget(self, cookie: str) -> None:
        """Take a cookie back."""
        self._cookies.append((cookie, "", 0))

    def _notices(self) -> list[str]:
        raw = request.cookies.get(NOTICE_COOKIE, "")
        if not raw:
            return []
        self.forget(NOTICE_COOKIE)
        return self._desk.seal.read(raw)

    def _with_cookies(self, response: Response) -> Response:
        for name, value, seconds in self._cookies:
            response.set_cookie(
                name,
                value,
                max_age=seconds,
                secure=request.is_secure,
                httponly=True,
                samesite="Lax",
            )
        return response


def safe_path(target: str) -> str:
    """Return `target` if it is a path of this site, else `/`: no one is sent elsewhere."""
    parts = _split(target)
    if parts is None:
        return "/"
    # Browsers read a backslash as a slash and drop control characters before they look.
    plain = target.isprintable() and "\\" not in target
    ours = plain and not parts.scheme and not parts.netloc
    return target if ours and target.startswith("/") and not target.startswith("//") else "/"


def _split(address: str) -> SplitResult | None:
    """Return the parts of an address that a browser sent, None if it is none."""
    try:
        return urlsplit(address)
    except ValueError:  # such as of a bracket that is never closed
        return None


def _user(login: Login) -> User:
    agency = login.user.get("agency") or {}
    return User(
        username=login.caller.username,
        agency_id=login.caller.agency_id,
        agency=str(agency.get("name", "")),
        roles=login.caller.roles,
    )


def _new_key() -> str:
    return uuid.uuid4().hex
