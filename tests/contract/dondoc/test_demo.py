"""The demo is set up on whatever start it meets."""

from pathlib import Path

from common.config import Environment
from dondoc import demo, embedded

PASSWORD = "xin-chao"


def test_the_demo_comes_to_an_administrator_who_is_there_already(tmp_path: Path) -> None:
    env = Environment({"DONDOC_ADMIN_PASSWORD": "một mật khẩu dài hơn", "DONDOC_RATE_LIMIT": "0"})
    system = embedded.build(tmp_path, env)
    system.start()
    said: list[str] = []
    try:
        demo.ensure(system, PASSWORD, said.append)
        for username in ("admin", "coordinator", "so-y-te"):
            body = {"username": username, "password": PASSWORD}
            assert system.app.test_client().post("/api/sessions", json=body).status_code == 201
    finally:
        system.close()
    assert any(line.startswith("Sample plan imported and issued") for line in said)
