"""Settings from the environment or `.env`: typed, and refused in one clear line when wrong."""

import os
import re
import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

WEAKEST_SECRET = 32


class BadSettings(ValueError):
    """A setting is wrong; the message says which and what to do."""


class Settings(BaseSettings):
    """Everything an operator may set; the README's table is checked against it."""

    model_config = SettingsConfigDict(
        env_file=".env", env_prefix="", extra="ignore", env_ignore_empty=True
    )

    host: str = Field(
        "127.0.0.1", validation_alias="LUOWEN_HOST", description="address to listen on"
    )
    port: int = Field(
        8080, ge=1, le=65535, validation_alias="LUOWEN_PORT", description="port to listen on"
    )
    data_dir: Path = Field(
        Path("data"),
        validation_alias="LUOWEN_DATA_DIR",
        description="folder for the database, the secret key and imported rules",
    )
    database_url: str = Field(
        "",
        validation_alias="LUOWEN_DATABASE_URL",
        description="`postgresql://…`; empty means SQLite in the data folder",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        validation_alias="LUOWEN_SECRET_KEY",
        description="at least 32 characters; made and kept in the data folder when absent",
    )
    public_url: str = Field(
        "",
        validation_alias="LUOWEN_PUBLIC_URL",
        description="address people reach the service at, e.g. `https://ask.example.cn`; also allows its host name",
    )
    allowed_hosts: str = Field(
        "",
        validation_alias="LUOWEN_ALLOWED_HOSTS",
        description="further host names to answer to, separated by commas",
    )
    portal_origins: str = Field(
        "",
        validation_alias="LUOWEN_PORTAL_ORIGINS",
        description="origins of portals that may embed the chat, separated by commas",
    )
    largest_file_mb: int = Field(
        20,
        ge=1,
        le=100,
        validation_alias="LUOWEN_LARGEST_FILE_MB",
        description="how many megabytes a file of evidence may have; Telegram hands over 20 at most",
    )
    clamd: str = Field(
        "",
        validation_alias="LUOWEN_CLAMD",
        description="virus scanner for files, `tcp://host:3310` or `unix:///path`; empty means none",
    )
    personal_data_on_web_only: bool = Field(
        False,
        validation_alias="LUOWEN_PERSONAL_DATA_ON_WEB_ONLY",
        description="let requests with personal data be filled in on the web only, never on Telegram",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", validation_alias="LUOWEN_LOG_LEVEL", description="least severe log line written"
    )
    telegram_token: SecretStr = Field(
        SecretStr(""),
        validation_alias="TELEGRAM_TOKEN",
        description="bot token; empty switches Telegram off",
    )
    telegram_api_base_url: str = Field(
        "",
        validation_alias="TELEGRAM_API_BASE_URL",
        description="another Bot API server, up to and without `/bot<token>`",
    )
    telegram_webhook_url: str = Field(
        "",
        validation_alias="TELEGRAM_WEBHOOK_URL",
        description="public address of this service's webhook; empty means polling",
    )
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""),
        validation_alias="TELEGRAM_WEBHOOK_SECRET",
        description="secret-token header; required with a webhook",
    )

    @field_validator("secret_key")
    @classmethod
    def _strong_enough(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text and (len(text) < WEAKEST_SECRET or len(set(text)) < 8):
            raise ValueError(f"too weak: use at least {WEAKEST_SECRET} random characters")
        return value

    @field_validator("public_url", "telegram_api_base_url", "telegram_webhook_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("clamd")
    @classmethod
    def _a_socket(cls, value: str) -> str:
        if value and not re.fullmatch(r"tcp://[^/\s:]+(:\d{1,5})?|unix:///\S+", value):
            raise ValueError("must be tcp://host:port or unix:///path")
        return value

    @field_validator("database_url")
    @classmethod
    def _a_known_database(cls, value: str) -> str:
        if value and not value.startswith(
            ("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")
        ):
            raise ValueError("must be sqlite:///… or postgresql://…")
        return value

    @model_validator(mode="after")
    def _webhook_needs_a_secret(self) -> "Settings":
        secret = self.telegram_webhook_secret.get_secret_value()
        if self.telegram_webhook_url and not re.fullmatch("[A-Za-z0-9_-]{16,256}", secret):
            raise ValueError(
                "TELEGRAM_WEBHOOK_SECRET: a webhook needs 16 to 256 letters, digits, _ or -"
            )
        return self

    @model_validator(mode="after")
    def _web_only_needs_the_web(self) -> "Settings":
        if self.personal_data_on_web_only and not self.public_url:
            raise ValueError(
                "LUOWEN_PERSONAL_DATA_ON_WEB_ONLY: set LUOWEN_PUBLIC_URL, or nobody could file"
            )
        return self

    def storage_url(self) -> str:
        """Return the database to open: the one set, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'luowen.db'}"

    def secret(self) -> str:
        """Return the secret key; one is made and kept (mode 0600) when none is set."""
        text = self.secret_key.get_secret_value()
        return text or kept_secret(self.data_dir / "secret.key")


def kept_secret(path: Path) -> str:
    """Return the secret in a file only its owner may read, making it when absent.

    Raises:
        BadSettings: the file is there but empty or too weak.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        text = path.read_text(encoding="ascii").strip()
        if len(text) < WEAKEST_SECRET:
            raise BadSettings(
                f"{path} is damaged: restore it, or sealed data can't be read"
            ) from None
        return text
    with os.fdopen(handle, "w", encoding="ascii") as file:
        text = secrets.token_urlsafe(48)
        file.write(text + "\n")
    return text


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        BadSettings: one line a setting, naming it and what is wrong with it.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = (
            f"{'.'.join(map(str, item['loc'])) or 'settings'}: {item['msg']}"
            for item in error.errors()
        )
        raise BadSettings("; ".join(lines)) from error
