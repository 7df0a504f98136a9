"""A shop owner's first day: pair, connect, choose, sell, look, repair. In a browser, on a real WooCommerce."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
import try_out
from playwright.sync_api import APIResponse, Page, expect

from browser import sandbox, screens
from browser.look import look
from browser.town import Town
from shop import Shop

SETTLEMENT = Path(__file__).parents[1] / "samples" / "settlements" / "mollie-nl.csv"


@pytest.fixture(scope="session")
def owner(town: Town, new_page) -> Page:
    """The owner's browser, signed in, after everything was set up on the screens as a person does."""
    page = new_page()
    screens.sign_in(page, town.shop)
    page.goto(screens.settings_url(town.shop))
    look(page, "pair", town.shop)
    screens.pair(page, town.shop, town.stack.url, screens.pairing_code(town.stack))
    expect(page.get_by_text("The shop and the service know each other now.")).to_be_visible()
    screens.connect_exact(page)
    look(page, "consent")
    screens.allow(page)
    expect(page.get_by_text("Exact Online is connected.")).to_be_visible()
    look(page, "connect", town.shop)
    screens.choose_administration(page, sandbox.DIVISION)
    expect(page.get_by_text("The administration is chosen.")).to_be_visible()
    screens.choose_style(page, "Sales entry")
    screens.save_settings(page)
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    look(page, "settings", town.shop)
    return page


@pytest.fixture
def customer(new_page) -> Page:
    page = new_page()
    yield page
    page.context.close()


def order(customer: Page, town: Town, *skus: str) -> int:
    for sku in skus:
        screens.put_in_cart(customer, town.shop, sku)
    return screens.check_out(customer, town.shop)


def test_what_was_saved_is_what_the_screen_shows(owner: Page, town: Town):
    owner.goto(screens.settings_url(town.shop, "booking"))
    expect(owner.get_by_role("radio", name=re.compile("^Sales entry"))).to_be_checked()
    ticked = owner.locator("[data-field=statuses] input:checked")
    assert [one.get_attribute("value") for one in ticked.all()] == ["processing", "completed"]


def test_an_order_of_the_checkout_is_booked(owner: Page, customer: Page, town: Town):
    before = town.requests_to_the_service()
    order_id = order(customer, town, "MOK-001", "KOF-001")
    assert town.requests_to_the_service() == before, "the shop spoke to the service while a customer waited"
    screens.wait_for_badge(owner, order_id, "Booked", town.shop)
    owner.goto(screens.order_url(town.shop, order_id))
    total = town.shop.ask(f"wc_get_order({order_id})->get_total()")
    expect(screens.box(owner)).to_contain_text(f"{total} EUR")
    expect(screens.box(owner)).to_contain_text("0.00 EUR")
    look(owner, "order-box", town.shop, around="#ledgerbridge")


def test_the_link_opens_the_document_in_the_books(owner: Page, town: Town):
    order_id = screens.make_order(town.shop, "PAN-28")
    screens.wait_for_badge(owner, order_id, "Booked", town.shop)
    owner.goto(screens.order_url(town.shop, order_id))
    link = screens.box(owner).get_by_role("link").first
    number = re.search(r"\d+$", link.inner_text().strip())
    assert number
    with owner.context.expect_page() as opened:
        link.click()
    books = opened.value
    books.set_viewport_size({"width": 1280, "height": 900})
    expect(books.get_by_text(number.group()).first).to_be_visible()
    expect(books.locator("body")).to_contain_text("34,95")
    look(books, "exact-books")
    books.close()


def test_a_problem_is_told_in_words_and_mended(owner: Page, town: Town):
    sandbox.close_this_month(town.stack.exact_url)
    order_id = screens.make_order(town.shop, "THEE-250")
    screens.wait_for_badge(owner, order_id, "Needs attention", town.shop)
    look(owner, "orders-list", town.shop)
    owner.goto(screens.order_url(town.shop, order_id))
    problem = screens.box(owner).locator(".ledgerbridge-problem")
    expect(problem).to_contain_text(re.compile("period", re.IGNORECASE))
    expect(problem.get_by_role("button", name="Try again")).to_be_visible()
    look(owner, "error", town.shop, around="#ledgerbridge")
    sandbox.open_this_month(town.stack.exact_url)
    screens.push(owner)
    expect(screens.box(owner).locator("[data-state=booked]")).to_be_visible(timeout=40_000)
    expect(problem).to_have_count(0)
    assert len(screens.documents_of(sandbox.documents(town.stack.exact_url), order_id)) == 1


def test_several_orders_are_pushed_at_once(owner: Page, town: Town):
    order_ids = [screens.make_order(town.shop, sku) for sku in ("OLIE-5", "BOE-007", "FIL-100")]
    screens.push_selected(owner, town.shop, order_ids)
    expect(owner.get_by_text(re.compile("^3 orders were handed over"))).to_be_visible()
    for order_id in order_ids:
        screens.wait_for_badge(owner, order_id, "Booked", town.shop)
    books = sandbox.documents(town.stack.exact_url)
    assert [len(screens.documents_of(books, order_id)) for order_id in order_ids] == [1, 1, 1]


def test_the_shop_sells_on_while_the_service_is_away(owner: Page, customer: Page, town: Town):
    town.stack.stop("web")
    order_id = order(customer, town, "LAMP-E27")
    owner.goto(screens.order_url(town.shop, order_id))
    screens.push(owner)
    expect(owner.get_by_text("is sent by itself, nothing is lost")).to_be_visible()
    expect(screens.box(owner).locator("[data-state=waiting]")).to_be_visible()
    look(owner, "service-away", town.shop)
    town.stack.start_web()
    screens.push(owner)
    screens.wait_for_badge(owner, order_id, "Booked", town.shop)
    assert len(screens.documents_of(sandbox.documents(town.stack.exact_url), order_id)) == 1


def test_the_settings_screen_opens_without_the_service(owner: Page, town: Town):
    town.stack.stop("web")
    for section in ("", "connection", "activity"):
        owner.goto(screens.settings_url(town.shop, section))
        expect(owner.get_by_text("The service does not answer just now.")).to_be_visible()
    owner.goto(screens.settings_url(town.shop))
    expect(owner.get_by_role("row", name="Waiting to be sent")).to_be_visible()
    town.stack.start_web()
    owner.goto(screens.settings_url(town.shop, "connection"))
    expect(owner.get_by_text("Connected as")).to_be_visible()


def test_a_service_that_works_on_nothing_is_mailed_and_so_is_its_end(owner: Page, town: Town):
    for part in ("clock", "worker"):
        town.stack.stop(part)
    town.long_ago()
    order_id = screens.make_order(town.shop, "LAMP-E27")
    town.a_minute(after=3600)
    owner.goto(f"{town.shop.url}/wp-admin/")
    expect(owner.get_by_text("the service takes orders, but has booked nothing for")).to_be_visible()
    owner.goto(screens.settings_url(town.shop))
    expect(owner.locator(".notice-error")).to_contain_text("its worker or clock stands still")
    assert town.mails() == [], "what mends itself within minutes is not mailed"
    town.a_minute(after=3600)
    assert ["needs attention" in mail["subject"] for mail in town.mails()] == [True]
    town.stack.start_worker()
    town.stack.start_clock()
    screens.wait_for_badge(owner, order_id, "Booked", town.shop)
    screens.until(lambda: town.a_minute(after=400) or not town.shop.ask("ledgerbridge()->alarm->text()"))
    assert len(town.mails()) == 1, "a moment without trouble is not over"
    town.a_minute(after=1000)
    town.a_minute(after=1000)
    assert len(town.mails()) == 2
    assert "is over, and nothing was lost" in town.mails()[1]["message"]
    assert re.search(r"\d+ orders? (was|were) booked since it began\.", town.mails()[1]["message"])


def test_all_orders_of_a_cause_are_mended_from_the_overview(owner: Page, town: Town):
    screens.wait_for_badge(owner, screens.make_order(town.shop, "LAMP-E27"), "Booked", town.shop)
    sandbox.close_this_month(town.stack.exact_url)
    order_ids = [screens.make_order(town.shop, sku) for sku in ("MOK-001", "KOF-001")]
    for order_id in order_ids:
        screens.wait_for_badge(owner, order_id, "Needs attention", town.shop)
    before = town.requests_to_the_service("/v1/desk")
    owner.get_by_role("link", name="Exact Online", exact=True).first.click()
    expect(owner.get_by_role("heading", name="Is it alive?")).to_be_visible()
    assert town.requests_to_the_service("/v1/desk") == before + 1
    cause = owner.get_by_role("region", name="What needs attention").get_by_role("row").nth(1)
    expect(cause).to_contain_text(re.compile("period", re.IGNORECASE))
    expect(cause.get_by_role("link", name=str(order_ids[-1]))).to_be_visible()
    expect(owner.get_by_role("region", name="Booked today").get_by_role("row", name="Sales entries")).to_be_visible()
    expect(owner.get_by_role("row", name="Shop → service")).to_contain_text("The service heard the shop")
    look(owner, "overview", town.shop)
    sandbox.open_this_month(town.stack.exact_url)
    cause.get_by_role("button", name="Retry all of this cause").click()
    expect(owner.get_by_text("2 orders are tried again now.")).to_be_visible()
    for order_id in order_ids:
        screens.wait_for_badge(owner, order_id, "Booked", town.shop)
    owner.goto(screens.settings_url(town.shop))
    expect(owner.get_by_text("Nothing needs your attention.")).to_be_visible()
    owner.get_by_role("region", name="Orders").get_by_role("link", name="Booked").click()
    expect(screens.badge_in_list(owner, order_ids[0])).to_have_text("Booked")


def test_every_attempt_is_found_and_downloaded(owner: Page, town: Town, tmp_path: Path):
    order_id = screens.make_order(town.shop, "KAB-2M")
    screens.wait_for_badge(owner, order_id, "Booked", town.shop)
    before = town.requests_to_the_service("/v1/desk")
    owner.goto(screens.settings_url(town.shop, "activity"))
    attempts = owner.get_by_role("region", name="Attempts, newest first")
    expect(attempts.get_by_role("row").nth(1)).to_contain_text(str(order_id))
    assert town.requests_to_the_service("/v1/desk") == before + 1
    look(owner, "activity", town.shop)
    owner.get_by_label("Order, document or cause").fill(str(order_id))
    owner.get_by_label("Order, document or cause").press("Enter")
    expect(attempts.get_by_role("row")).to_have_count(2)
    expect(attempts.get_by_role("row").nth(1)).to_contain_text("Booked")
    number = attempts.get_by_role("row").nth(1).get_by_role("link").nth(1).inner_text()
    with owner.expect_download() as fetched:
        owner.get_by_role("link", name="Download as CSV").click()
    fetched.value.save_as(tmp_path / "activity.csv")
    content = (tmp_path / "activity.csv").read_text("utf-8-sig")
    assert len(content.splitlines()) == 2 and number in content
    assert "Sanne" not in content and "@" not in content
    owner.get_by_label("Came of it").select_option(label="Needs attention")
    owner.get_by_role("button", name="Show", exact=True).click()
    expect(owner.get_by_text("No attempt is like this.")).to_be_visible()


def test_a_refund_is_credited(owner: Page, town: Town):
    order_id = screens.make_order(town.shop, "STOEL-01")
    screens.wait_for_badge(owner, order_id, "Booked", town.shop)
    screens.refund_everything(owner, town.shop, order_id)
    screens.wait_for_badge(owner, order_id, "Credited", town.shop)
    owner.goto(screens.order_url(town.shop, order_id))
    expect(screens.box(owner)).to_contain_text("Credit entry")
    books = screens.documents_of(sandbox.documents(town.stack.exact_url), order_id)
    assert sorted(document["AmountFC"] for document in books) == ["-149.99", "149.99"]


def test_a_dutch_shop_manager_reads_dutch(owner: Page, new_page, town: Town):
    order_id = screens.make_order(town.shop, "KAB-2M")
    screens.wait_for_badge(owner, order_id, "Booked", town.shop)
    town.shop.php("update_user_meta(get_user_by('login', 'winkelier')->ID, 'locale', 'nl_NL');")
    manager = new_page()
    screens.sign_in(manager, town.shop, "winkelier", "winkelier")
    manager.goto(town.shop.orders_url)
    expect(screens.badge_in_list(manager, order_id)).to_have_text("Geboekt")
    manager.context.close()


def test_an_order_and_a_period_are_seen_before_they_are_booked(owner: Page, town: Town):
    order_id = screens.make_order(town.shop, "MOK-001")
    owner.goto(screens.order_url(town.shop, order_id))
    owner.get_by_role("link", name="Preview", exact=True).click()
    shown = owner.locator("details.ledgerbridge-preview")
    expect(shown).to_have_attribute("open", "")
    total = town.shop.ask(f"wc_get_order({order_id})->get_total()")
    expect(shown).to_contain_text(f"order total {total}, difference 0.00")
    expect(shown.get_by_role("columnheader", name="VAT code")).to_be_visible()
    expect(shown).to_contain_text("Sold in NL at 21 %.")
    look(owner, "preview-order", town.shop)
    owner.get_by_role("link", name="Orders of a period").click()
    expect(owner.get_by_role("heading", name="These orders together")).to_be_visible()
    expect(owner.locator("details.ledgerbridge-preview")).not_to_have_count(0)
    owner.get_by_label("From").fill("2020-01-01")
    owner.get_by_label("To", exact=True).fill("2020-01-31")
    owner.get_by_role("button", name="Show").click()
    expect(owner.get_by_text("There is no order here that could be booked.")).to_be_visible()
    owner.goto(screens.settings_url(town.shop, "preview"))
    look(owner, "preview-period", town.shop)


def test_the_report_is_equal_and_then_names_what_was_deleted_and_altered_in_exact(
    owner: Page, town: Town, tmp_path: Path
):
    gone, other = (screens.make_order(town.shop, sku) for sku in ("MOK-001", "KOF-001"))
    for order_id in (gone, other):
        screens.wait_for_badge(owner, order_id, "Booked", town.shop)
    before = town.requests_to_the_service("/v1/desk")
    owner.goto(screens.settings_url(town.shop, "report"))
    assert town.requests_to_the_service("/v1/desk") == before + 1
    expect(owner.get_by_text("No report of this period was made yet.")).to_be_visible()
    make_report(owner)
    expect(owner.locator(".notice-success, .notice-warning").first).to_be_visible()
    expect(owner.get_by_text("Deleted in Exact")).to_have_count(0)
    books = sandbox.documents(town.stack.exact_url)
    sandbox.delete(town.stack.exact_url, screens.documents_of(books, gone)[0])
    altered = screens.documents_of(books, other)[0]
    sandbox.alter(town.stack.exact_url, altered, AmountFC=f"{Decimal(altered['AmountFC']) + 10}")
    make_report(owner)
    expect(owner.locator(".notice-warning")).to_contain_text("differences; each has its cause below")
    rows = owner.get_by_role("region", name="Differences").first.get_by_role("row")
    for order_id, cause in ((gone, "Deleted in Exact"), (other, "Altered in Exact")):
        row = rows.filter(has=owner.get_by_role("link", name=str(order_id), exact=True))
        expect(row).to_contain_text(cause)
    expect(rows.filter(has_text="Altered in Exact")).to_contain_text("10.00 EUR")
    look(owner, "report", town.shop)
    owner.emulate_media(media="print")
    for kept, seen in (("Per VAT rate and country", True), ("Make anew", False), ("Shipping", False)):
        expect(owner.get_by_text(kept, exact=True).first).to_be_visible(visible=seen)
    owner.emulate_media(media="screen")
    owner.set_viewport_size({"width": 390, "height": 844})
    assert owner.evaluate("document.documentElement.scrollWidth") <= 390, "tables scroll by themselves on a phone"
    owner.set_viewport_size({"width": 1280, "height": 900})
    with owner.expect_download() as fetched:
        owner.get_by_role("link", name="Download as CSV").click()
    fetched.value.save_as(tmp_path / "report.csv")
    assert "Deleted in Exact" in (tmp_path / "report.csv").read_text("utf-8-sig")
    owner.get_by_role("row").filter(has_text="Deleted in Exact").get_by_role("link", name=str(gone), exact=True).click()
    expect(owner.locator("#ledgerbridge")).to_be_visible()


def make_report(owner: Page) -> None:
    """Have this month's made anew, and wait for it."""
    with owner.expect_navigation():
        owner.get_by_role("button", name="Make anew").click()
    again = owner.get_by_role("link", name="Load again")
    screens.until(lambda: again.count() == 0 or owner.reload() is None)


def test_the_settings_are_printed_exported_changed_by_a_file_and_taken_back(
    owner: Page, town: Town, tmp_path: Path
):
    before = town.requests_to_the_service("/v1/desk")
    owner.goto(screens.settings_url(town.shop, "document"))
    expect(owner.get_by_role("heading", name="How this shop is booked")).to_be_visible()
    assert town.requests_to_the_service("/v1/desk") == before + 1
    look(owner, "settings-document", town.shop)
    with owner.expect_download() as fetched:
        owner.get_by_role("link", name="Export these settings").click()
    file = tmp_path / fetched.value.suggested_filename
    fetched.value.save_as(file)
    document = json.loads(file.read_text())
    version = document["version"]
    file.write_text(json.dumps(document | {"settings": document["settings"] | {"booking_date": "ordered"}}))
    owner.get_by_label("File").set_input_files(file)
    owner.get_by_role("button", name="Show what changes").click()
    expect(owner.get_by_text("Nothing is changed yet.")).to_be_visible()
    rows = owner.get_by_role("region", name="What changes").get_by_role("row")
    expect(rows).to_have_count(2)
    look(owner, "settings-import", town.shop, posted=True)
    owner.get_by_role("button", name="Make these changes").click()
    expect(owner.get_by_text("The settings are saved.")).to_be_visible()
    history = owner.get_by_role("region", name="Versions")
    expect(history.get_by_role("row").nth(1)).to_contain_text("beheerder")
    history.get_by_role("button", name=f"Go back to version {version}").click()
    owner.get_by_role("button", name="Make these changes").click()
    expect(owner.get_by_text("The settings are saved.")).to_be_visible()
    expect(owner.get_by_role("row", name="Version", exact=False).first).to_contain_text(str(version + 2))
    owner.goto(screens.settings_url(town.shop, "booking"))
    expect(owner.locator("[data-field=booking_date]").get_by_role("radio").first).to_be_checked()
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{")
    owner.goto(screens.settings_url(town.shop, "document"))
    owner.get_by_label("File").set_input_files(wrong)
    owner.get_by_role("button", name="Show what changes").click()
    expect(owner.get_by_text("It is not a JSON file. Nothing was changed.")).to_be_visible()


def test_a_settlement_is_read_and_says_what_is_open(owner: Page, town: Town):
    owner.goto(screens.settings_url(town.shop, "settlements"))
    owner.get_by_role("button", name="Read", exact=True).click()
    expect(owner.get_by_text("Choose a file first")).to_be_visible()
    owner.get_by_label("File").set_input_files(SETTLEMENT)
    owner.get_by_role("button", name="Read", exact=True).click()
    expect(owner.get_by_text("It is not known in which journal payments of Mollie are booked.")).to_be_visible()
    owner.get_by_label("Journal").fill("20")
    owner.get_by_label("File").set_input_files(SETTLEMENT)
    owner.get_by_role("button", name="Read", exact=True).click()
    expect(owner.get_by_text("The settlement was read. Nothing is booked yet.")).to_be_visible()
    expect(owner.get_by_text("The clearing account should be 0.00 after this payout, and is")).to_be_visible()
    expect(owner.get_by_role("cell", name="tr_A")).to_be_visible()
    look(owner, "settlement", town.shop)
    owner.get_by_role("link", name="All settlements").click()
    expect(owner.get_by_role("link", name=re.compile("^Mollie"))).to_be_visible()


def test_an_accountant_looks_and_changes_nothing(owner: Page, new_page, town: Town):
    town.shop.php("wp_insert_user(array('user_login' => 'boekhouder', 'user_pass' => 'boekhouder',"
                  " 'role' => 'ledgerbridge_accountant'));")  # fmt: skip
    page = new_page()
    screens.sign_in(page, town.shop, "boekhouder", "boekhouder")
    page.get_by_role("link", name="Exact Online").click()
    expect(page.get_by_role("heading", name="Is it alive?")).to_be_visible()
    look(page, "accountant", town.shop, posted=True)
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_label("Period").select_option(label="This year")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("page=ledgerbridge&section=report&period=this_year"))
    page.get_by_role("link", name="How it is booked").click()
    expect(page.get_by_role("heading", name="Take over a file")).to_have_count(0)
    for closed in (screens.settings_url(town.shop, "booking"), town.shop.orders_url):
        assert not page.request.get(closed).ok  # WordPress says 403, WooCommerce 500
    page.context.close()


# --- with shops of their own: from here on the town's books nothing more, since these connect the same user of Exact,
# and a consent puts an end to the tokens of the one before (README, Limits).


def test_another_shop_with_orders_as_posts_is_served_too(owner: Page, new_page, town: Town, tmp_path):
    with Shop(tmp_path, storage="posts") as shop:
        try_out.pair(shop, town.stack)
        try_out.connect(shop, town.stack, "entry")
        order_id = screens.make_order(shop, "MOK-001")
        page = new_page()
        screens.sign_in(page, shop)
        screens.push_selected(page, shop, [order_id])
        expect(page.get_by_text(re.compile("^1 order was handed over"))).to_be_visible()
        screens.wait_for_badge(page, order_id, "Booked", shop)
        assert shop.complaints() == []
        page.context.close()


def test_the_invoice_of_exact_is_opened_by_the_owner_and_by_its_customer_only(new_page, town: Town, tmp_path):
    with Shop(tmp_path) as shop:
        try_out.pair(shop, town.stack)
        try_out.connect(shop, town.stack, "invoice", process_invoices="yes", customer_pdf="yes")
        order_id = screens.make_order(shop, "MOK-001")
        shop.php("foreach (['klant', 'ander'] as $name) { wc_create_new_customer(\"$name@example.nl\", $name, $name); }"
                 f"$o = wc_get_order({order_id}); $o->set_customer_id(get_user_by('login', 'klant')->ID); $o->save();")
        owner = new_page()
        screens.sign_in(owner, shop)
        screens.wait_for_badge(owner, order_id, "Booked", shop)
        owner.goto(screens.order_url(shop, order_id))
        link = screens.box(owner).get_by_role("link", name="Invoice (PDF)")
        screens.until(lambda: owner.reload() and shop.cron() is None and link.count() == 1)
        expect(screens.box(owner)).to_contain_text("Processed")
        look(owner, "invoice-box", shop, around="#ledgerbridge")
        # (Right after all the other tests Exact's calls of the minute may be used up.)
        screens.until(lambda: is_pdf(owner.request.get(link.get_attribute("href") or "")))

        mine = new_page()
        screens.sign_in_customer(mine, shop, "klant")
        mine.goto(f"{shop.url}/my-account/orders/")
        invoice = mine.get_by_role("link", name=re.compile(r"Invoice .* \(PDF\)")).first
        look(mine, "my-account")
        screens.until(lambda: is_pdf(mine.request.get(invoice.get_attribute("href") or "")))
        other = new_page()
        screens.sign_in_customer(other, shop, "ander")
        refused = other.request.get(invoice.get_attribute("href") or "")
        assert refused.status == 403 and not refused.body().startswith(b"%PDF-")
        assert shop.complaints() == []
        for page in (owner, mine, other):
            page.context.close()


def is_pdf(answer: APIResponse) -> bool:
    return answer.headers["content-type"] == "application/pdf" and answer.body().startswith(b"%PDF-")
