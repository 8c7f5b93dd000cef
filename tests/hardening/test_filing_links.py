"""A request goes on in another place: the link opens once, for one browser, and not for ever."""

from dataclasses import replace
from datetime import timedelta

from handlers import router
from handlers.filing import continuing
from handlers.turn import Turn
from storage import links
from tests.fakes.filing_house import STORY, Applicant
from tests.house import House, button


def begun_on_telegram(house: House) -> tuple[Applicant, str]:
    """Somebody who asked for the link to the web, and the link's secret."""
    applicant = Applicant(house, "telegram", "7001")
    applicant.goes_on(applicant.tells(STORY), until="consent")
    link = applicant.taps("med_web")
    return applicant, button(link, "打开网页接着填").url.rpartition("/")[2]


def visit(house: House, token: str, who: str) -> str:
    """Spend a link as a visitor of the web; return the step that is asked then."""
    turn = Turn("web", who, f"go{who}{house.now.timestamp()}{token[:4]}", house.now)
    resumed = continuing.take_up(house.services, turn, token)
    return router.receive(resumed, house.services).replies[0][1].facts["step"] if resumed else ""


def test_link_goes_on_with_the_same_request_on_the_web_and_the_case_is_told_on_telegram(
    somewhere: House,
) -> None:
    on_telegram, token = begun_on_telegram(somewhere)
    on_web = Applicant(somewhere, "web", "browser")

    assert visit(somewhere, token, "browser") == "consent"
    summary = on_web.goes_on(on_web.says("继续调解"))
    filed = on_web.presses(summary, "提交")

    assert "经过：" + STORY in summary.text
    assert filed.facts["case"]
    assert "没有存着" in on_telegram.says("继续调解").text
    with somewhere.services.database.reading() as session:
        told = session.connection().exec_driver_sql(
            "select count(*) from outbox where substr(key, 1, 6) = 'filed:'"
        )
        assert told.scalar() == 1


def test_link_opens_once_for_one_browser_and_not_after_a_quarter_of_an_hour(
    somewhere: House,
) -> None:
    _, token = begun_on_telegram(somewhere)

    assert visit(somewhere, token, "browser") == "consent"
    assert visit(somewhere, token, "somebody else") == ""
    assert visit(somewhere, token, "browser") == "consent"
    somewhere.now += timedelta(minutes=16)
    assert visit(somewhere, token, "browser") == ""
    assert visit(somewhere, "x" * 32, "browser") == ""


def test_newer_link_ends_the_older_one(somewhere: House) -> None:
    applicant, token = begun_on_telegram(somewhere)
    applicant.taps("med_web")

    assert visit(somewhere, token, "browser") == ""


def test_link_of_another_purpose_opens_no_request(somewhere: House) -> None:
    begun_on_telegram(somewhere)
    with somewhere.services.database.transaction() as session:
        ends = somewhere.now + timedelta(minutes=5)
        token = links.make(session, purpose="invite", subject="draft:1", expires_at=ends)

    assert visit(somewhere, token, "browser") == ""


def test_telegram_asks_nothing_personal_where_the_operator_wants_the_web(somewhere: House) -> None:
    somewhere.services = replace(somewhere.services, web_only=True)
    applicant = Applicant(somewhere, "telegram", "7001")
    consent = applicant.goes_on(applicant.tells(STORY), until="consent")

    forged = applicant.taps("med_agree")

    assert [one.label for one in consent.buttons][:2] == ["在网页继续", "查看说明"]
    assert forged.facts["step"] == "consent"


def test_request_put_aside_on_the_web_is_taken_up_days_later_on_telegram(somewhere: House) -> None:
    on_telegram, token = begun_on_telegram(somewhere)
    on_web = Applicant(somewhere, "web", "browser")
    visit(somewhere, token, "browser")
    phone = on_web.goes_on(on_web.says("继续调解"), until="phone")
    on_web.presses(phone, "先存着")
    somewhere.now += timedelta(days=3)

    choice = on_telegram.says("继续调解")
    resumed = on_telegram.presses(choice, "同意，在这里继续")

    assert choice.facts["step"] == "consent"  # before personal data is shown abroad
    assert resumed.facts["step"] == "phone"
