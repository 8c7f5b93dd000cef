"""Operators learn whether the service lives, is ready, and what it did."""

from dataclasses import replace
from pathlib import Path

from handlers.services import Services
from storage.database import Database
from storage.sealing import Sealer
from tests.fakes.web_house import web_house


async def test_service_says_that_it_lives_and_is_ready(services: Services) -> None:
    async with web_house(services) as house:
        alive = await house.client.get("/healthz")
        ready = await house.client.get("/readyz")

        assert alive.status == 200
        assert ready.status == 200
        assert (await ready.json())["entries"] == len(services.knowledge.entries)


async def test_service_is_not_ready_while_the_schema_is_old(
    services: Services, tmp_path: Path
) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}", sealer=Sealer("s" * 40))
    async with web_house(replace(services, database=empty)) as house:
        ready = await house.client.get("/readyz")

        assert ready.status == 503
        health = await ready.json()
        assert health["database"] is True
        assert health["schema_current"] is False
    empty.close()


async def test_service_is_not_ready_while_the_database_is_away(
    services: Services, tmp_path: Path
) -> None:
    away = Database(f"sqlite:///{tmp_path / 'no-folder' / 'db'}", sealer=Sealer("s" * 40))
    async with web_house(replace(services, database=away)) as house:
        ready = await house.client.get("/readyz")

        assert ready.status == 503
        assert (await ready.json())["database"] is False
    away.close()


async def test_metrics_count_turns_replies_and_what_waits(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        await visitor.press("help")
        house.write_letter(visitor)

        text = await (await house.client.get("/metrics")).text()

        assert 'luowen_turns_total{channel="web",step="browsing"} 1.0' in text
        assert 'luowen_replies_total{channel="web",kind="menu"} 1.0' in text
        assert 'luowen_turn_seconds_count{channel="web"} 1.0' in text
        assert 'luowen_outbox_waiting{channel="web"} 1.0' in text
        assert visitor.address not in text


async def test_metrics_are_not_for_the_public(services: Services) -> None:
    async with web_house(services) as house:
        response = await house.client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})

        assert response.status == 404
