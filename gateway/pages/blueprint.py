"""Puts the pages together: templates in each language, routes, static files, headers."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final

from flask import Blueprint
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gateway.clients import Clients
from gateway.pages import (
    accounts,
    addressee,
    admin,
    assignment,
    bulk,
    changes,
    chase,
    comments,
    dashboard,
    draft,
    dry_run,
    family,
    files,
    findings,
    inbox,
    issue,
    item,
    login,
    missed,
    notes,
    password,
    plans,
    present,
    progress,
    reorganisation,
    review,
    sheet,
    stuck,
    variants,
    wording,
    work,
)
from gateway.pages.assets import Asset, read_assets
from gateway.pages.language import Language, read_languages
from gateway.pages.mishaps import answer_mishaps
from gateway.pages.navigation import places
from gateway.pages.reasons import reason
from gateway.pages.seal import Seal
from gateway.pages.site import Route, bind, guard, serve_asset
from gateway.pages.visit import Desk

TEMPLATES: Final = Path(__file__).parent / "templates"

ROUTES: Final[tuple[Route, ...]] = (
    *login.ROUTES,
    *work.ROUTES,
    *bulk.ROUTES,
    *sheet.ROUTES,
    *assignment.ROUTES,
    *notes.ROUTES,
    *files.ROUTES,
    *comments.ROUTES,
    *plans.ROUTES,
    *progress.ROUTES,
    *draft.ROUTES,
    *findings.ROUTES,
    *changes.ROUTES,
    *item.ROUTES,
    *missed.ROUTES,
    *addressee.ROUTES,
    *issue.ROUTES,
    *family.ROUTES,
    *dashboard.ROUTES,
    *review.ROUTES,
    *chase.ROUTES,
    *inbox.ROUTES,
    *stuck.ROUTES,
    *admin.ROUTES,
    *accounts.ROUTES,
    *password.ROUTES,
    *variants.ROUTES,
    *reorganisation.ROUTES,
    *dry_run.ROUTES,
)


def make_pages(clients: Clients, secret: str) -> Blueprint:
    """Return the blueprint of all pages, which ask `clients` and sign forms with `secret`."""
    assets = read_assets()
    languages = read_languages()
    templates = {
        code: make_templates(language, assets.values()) for code, language in languages.items()
    }
    desk = Desk(clients, Seal(secret), languages, templates, stuck.Tally(clients).of)
    blueprint = Blueprint("pages", __name__)
    for route in ROUTES:
        bind(blueprint, desk, route)
    for asset in assets.values():
        serve_asset(blueprint, asset)
    blueprint.after_request(guard)
    answer_mishaps(blueprint, desk)
    return blueprint


def make_templates(language: Language, assets: Iterable[Asset]) -> Environment:
    """Return the template environment that speaks `language`."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sentences = language.sentences
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        sentences.gettext, sentences.ngettext, newstyle=True
    )
    paths = {asset.plain: f"/static/{asset.name}" for asset in assets}
    environment.globals.update(
        asset=paths.__getitem__,
        places=places,
        wording=wording,
        hits_in=present.hits_in,
        badge=partial(present.badge, language=language),
        deadline_in_words=partial(present.deadline_in_words, language=language),
        weekday=partial(present.weekday, language=language),
        told=lambda sentence: sentence[language.code],
        recurrence_in_words=partial(present.recurrence_in_words, language=language),
        period_in_words=partial(present.period_in_words, language=language),
        late_by=partial(present.late_by, language=language),
        age=partial(present.age, language=language),
        size=present.size,
        suggested=present.suggested,
        duty_in=present.duty_in,
        reason=partial(reason, language=language),
        roles_in_words=partial(_roles, language),
    )
    environment.filters.update(day=present.day, moment=present.moment, shorten=present.shorten)
    return environment


def _roles(language: Language, roles: Iterable[str]) -> str:
    order = list(wording.ACCOUNT_ROLES)
    held = sorted(roles, key=lambda role: order.index(role) if role in order else len(order))
    return ", ".join(language.say(wording.ACCOUNT_ROLES.get(role, role)) for role in held)
