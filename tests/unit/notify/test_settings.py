"""The environment decides which provider sends what, and a wrong setting is named."""

from pathlib import Path

import pytest

from common.config import ConfigError, Environment
from services.notify.channels.settings import channels

MAIL = {"DONDOC_SMTP_HOST": "mail.example", "DONDOC_SMTP_FROM": "dondoc@tinh.example"}
SMS = {
    "DONDOC_SMS_KIND": "kannel",
    "DONDOC_SMS_URL": "http://smsbox.example/cgi-bin/sendsms",
    "DONDOC_SMS_USER": "notify",
    "DONDOC_SMS_PASSWORD": "secret",
}


def _names(values: dict[str, str]) -> dict[str, str]:
    return {medium: channel.name for medium, channel in channels(Environment(values)).items()}


def test_a_folder_replaces_both_providers(tmp_path: Path) -> None:
    values = MAIL | SMS | {"DONDOC_FILE_CHANNEL_DIR": str(tmp_path)}
    assert _names(values) == {"email": "file", "sms": "file"}


def test_mail_and_sms_are_set_up_apart() -> None:
    assert _names(MAIL) == {"email": "smtp"}
    assert _names(SMS) == {"sms": "kannel"}
    assert _names(MAIL | SMS | {"DONDOC_SMS_KIND": "json"}) == {"email": "smtp", "sms": "json"}


def test_nothing_set_up_sends_nothing() -> None:
    assert _names({}) == {}


def test_a_password_may_lie_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("from a file\n")
    values = {**SMS, "DONDOC_SMS_PASSWORD": "", "DONDOC_SMS_PASSWORD_FILE": str(secret)}
    assert _names(values) == {"sms": "kannel"}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"DONDOC_SMS_KIND": "pigeon"}, "DONDOC_SMS_KIND"),
        ({"DONDOC_SMS_URL": "smsbox:13113"}, "DONDOC_SMS_URL"),
        ({"DONDOC_SMS_URL": ""}, "DONDOC_SMS_URL"),
        ({"DONDOC_SMS_USER": ""}, "DONDOC_SMS_USER"),
        ({"DONDOC_SMS_SENDER": "VAN PHONG UBND"}, "DONDOC_SMS_SENDER"),
        ({"DONDOC_SMS_SENDER": "ĐÔN ĐỐC"}, "DONDOC_SMS_SENDER"),
        ({"DONDOC_SMTP_FROM": ""}, "DONDOC_SMTP_FROM"),
        ({"DONDOC_SMTP_FROM": "Văn phòng"}, "DONDOC_SMTP_FROM"),
        ({"DONDOC_SMTP_PORT": "smtp"}, "DONDOC_SMTP_PORT"),
        ({"DONDOC_SMTP_STARTTLS": "maybe"}, "DONDOC_SMTP_STARTTLS"),
        ({"DONDOC_SEND_TIMEOUT_S": "0"}, "DONDOC_SEND_TIMEOUT_S"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        channels(Environment(MAIL | SMS | wrong))
