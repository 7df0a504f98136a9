"""Which VAT code, row by row: what the shop charged, where the goods go, who bought."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ledgerbridge.errors import Problem
from ledgerbridge.order import boxes, vat
from ledgerbridge.order.plan import make
from ledgerbridge.order.shapes import as_dict
from ledgerbridge.setup.settings import VatRule
from order.make import RULES, booked, line, message, refund, settings, through_the_door

BE_NUMBER, DE_NUMBER, NL_NUMBER = "BE0123456749", "DE136695976", "NL004495445B01"


def sold(*lines, to="NL", vat_number="", where=None, base="NL", **order):
    """An order sent to a country."""
    raw = message(*lines, shop={"base_country": base}, **order)
    raw["order"]["shipping"] = {"country": to} | (where or {})
    raw["order"]["billing"]["country"] = to
    raw["extra"] = {"vat_number": {"number": vat_number, "key": "x"}} if vat_number else {}
    return through_the_door(raw)


def choice(order, index=0, **changes):
    """What is chosen for one line of the order."""
    shares = order.lines[index].taxes
    rate = next((rate for rate in order.rates if shares and rate.rate_id == shares[0].rate_id), None)
    return vat.choose(rate, order, settings(**changes))


@pytest.mark.parametrize(
    ("rate", "to", "number", "reason", "country", "code", "box"),
    [
        ("21", "NL", "", "domestic", "NL", "2", "1a"),
        ("9", "NL", "", "domestic", "NL", "1", "1b"),
        ("0", "NL", "", "zero", "NL", "0", "1e"),
        (None, "NL", "", "exempt", "NL", "3", ""),
        ("21", "NL", NL_NUMBER, "domestic", "NL", "2", "1a"),
        ("21", "BE", "", "domestic", "NL", "2", "1a"),  # below the threshold: the shop's own VAT
        ("BE21", "BE", "", "oss", "BE", "B1", "OSS"),
        ("BE21", "BE", BE_NUMBER, "oss", "BE", "B1", "OSS"),  # charged all the same: taken as it was charged
        ("DE19", "DE", "", "oss", "DE", "D1", "OSS"),
        (None, "BE", BE_NUMBER, "reverse_charge", "BE", "7", "3b"),
        (None, "BE", DE_NUMBER, "reverse_charge", "BE", "7", "3b"),
        (None, "US", "", "export", "US", "6", "3a"),
        (None, "US", BE_NUMBER, "export", "US", "6", "3a"),
        ("GB0", "GB", "", "export", "GB", "6", "3a"),
        (None, "CH", "", "export", "CH", "6", "3a"),
    ],
)
def test_the_code_follows_rate_country_and_customer(rate, to, number, reason, country, code, box):
    tax = {"21": "2.10", "9": "0.90", "BE21": "2.10", "DE19": "1.90"}.get(rate, "0")
    found = choice(sold(line("10.00", tax, rate), to=to, vat_number=number))
    assert (found.reason, found.country, found.code, found.box) == (reason, country, code, box)
    assert set(found.why) == {"en", "nl"} and all(found.why.values())


AT_HOME = (*RULES, VatRule("reverse_charge_home", "", None, "6", "8020"))
EXEMPTED = [{"key": "is_vat_exempt", "value": "yes"}]


def labelled(label, **more):
    """A zero rate at home under that name."""
    order = sold(line("10.00", "0", "0"), **more)
    return replace(order, rates=(replace(order.rates[0], label=label),))


@pytest.mark.parametrize("label", ["Btw verlegd", "0 % Verlegd (bouw)", "TVA cocontractant", "Medecontractant",
                                   "Reverse charge", "§ 13b UStG"])  # fmt: skip
def test_a_zero_rate_that_shifts_the_vat_to_a_company_at_home(label):
    found = choice(labelled(label, vat_number=NL_NUMBER), vat=AT_HOME)
    assert (found.reason, found.code, found.box) == ("reverse_charge_home", "6", "1e")
    assert NL_NUMBER in found.why["nl"]
    assert choice(labelled("Nultarief", vat_number=NL_NUMBER), vat=AT_HOME).reason == "zero"


def test_a_company_at_home_that_is_charged_no_vat_at_all():
    order = sold(line("10.00", rate=None), vat_number=NL_NUMBER, meta_data=EXEMPTED)
    assert choice(order, vat=AT_HOME).reason == "reverse_charge_home"
    assert choice(order).cause == "vat_rule_missing:reverse_charge_home:NL:0"  # nobody chose a code for it
    assert choice(sold(line("10.00", rate=None), meta_data=EXEMPTED), vat=AT_HOME).reason == "exempt"  # a consumer
    assert choice(sold(line("10.00", rate=None), vat_number=NL_NUMBER), vat=AT_HOME).reason == "exempt"  # a product


@pytest.mark.parametrize("number", ["", "NL004495446B01"])
def test_no_reverse_charge_at_home_without_a_valid_number(number):
    problem = choice(labelled("Btw verlegd", vat_number=number), vat=AT_HOME)
    assert (problem.code, problem.action) == ("reverse_charge_without_number", "open_order")
    assert number in problem.what["nl"]


def test_a_reverse_charge_names_its_evidence():
    found = choice(sold(line("10.00", rate=None), to="BE", vat_number=BE_NUMBER))
    assert BE_NUMBER in found.why["en"] and BE_NUMBER in found.why["nl"]


@pytest.mark.parametrize("number", ["", "BE0123456748", NL_NUMBER, "CHE123456788"])
def test_no_vat_within_the_eu_needs_a_valid_number_of_another_state(number):
    problem = choice(sold(line("10.00", rate=None), to="BE", vat_number=number))
    assert isinstance(problem, Problem) and problem.code == "eu_sale_without_vat"
    assert "BE" in problem.what["en"]


def test_vat_exempt_without_a_number_proves_nothing():
    order = sold(line("10.00", rate=None), to="BE", meta_data=[{"key": "is_vat_exempt", "value": "yes"}])
    assert order.vat_exempt
    assert choice(order).code == "eu_sale_without_vat"


def test_an_untaxed_line_in_a_taxed_order_to_the_eu_is_exempt():
    order = sold(line("10.00", "2.10", "BE21"), line("5.00", rate=None), to="BE")
    assert (choice(order, 1).reason, choice(order, 1).code) == ("exempt", "3")


def test_another_countrys_own_zero_rate_needs_a_code_of_its_own():
    """Irish books are 0 % Irish VAT, not an exempt Dutch sale."""
    order = sold(line("10.00", "2.30", "IE23"), line("5.00", "0", "IE0"), to="IE")
    problem = choice(order, 1)
    assert (problem.code, problem.cause) == ("vat_rule_missing", "vat_rule_missing:oss:IE:0")
    rules = (*RULES, VatRule("oss", "IE", Decimal(0), "I0"))
    assert choice(order, 1, vat=rules).code == "I0"


def test_vat_of_a_country_outside_the_eu_is_not_guessed():
    order = sold(line("10.00", "2.00", "GB0"), to="GB")
    rate = replace(order.rates[0], percent=Decimal(20))
    problem = vat.choose(rate, order, settings())
    assert (problem.code, problem.who) == ("vat_outside_eu", "accountant")


@pytest.mark.parametrize(
    ("to", "where", "expected"),
    [
        ("ES", {"state": "GC"}, "export"),
        ("ES", {"state": "TF"}, "export"),
        ("ES", {"state": "M"}, "eu_sale_without_vat"),
        ("MC", {}, "eu_sale_without_vat"),
        ("GB", {"postcode": "BT1 1AA"}, "eu_sale_without_vat"),
        ("GB", {"postcode": "SW1A 1AA"}, "export"),
        ("AX", {}, "export"),
        ("GP", {}, "export"),
    ],
)
def test_places_that_are_not_what_their_country_is(to, where, expected):
    found = choice(sold(line("10.00", rate=None), to=to, where=where))
    assert (found.code if isinstance(found, Problem) else found.reason) == expected


def everywhere(to, percent="21"):
    """A rate of the shop's table for every country (no country in the row)."""
    raw = message(line("10.00", "2.10"))
    raw["tax_rates"] = [{"id": 1, "country": "", "rate": percent}]
    raw["order"]["tax_lines"][0] |= {"rate_code": "BTW-1", "rate_percent": percent}
    raw["order"]["shipping"] = {"country": to}
    return through_the_door(raw)


def test_a_rate_for_everywhere_is_homes_where_only_home_has_it():
    assert choice(everywhere("NL")).reason == "domestic"
    assert (choice(everywhere("DE")).reason, choice(everywhere("DE")).country) == ("domestic", "NL")
    assert choice(everywhere("US")).reason == "domestic"
    assert (choice(everywhere("DE", "19")).reason, choice(everywhere("DE", "19")).code) == ("oss", "D1")


def test_a_rate_for_everywhere_that_two_countries_have_is_asked_about():
    problem = choice(everywhere("BE"))
    assert (problem.code, problem.cause) == ("vat_country_unknown", "vat_country_unknown:1")


def test_a_rate_without_percentage_is_asked_about():
    raw = message(line("10.00", "2.10"))
    raw["order"]["tax_lines"][0] |= {"rate_percent": None, "tax_total": "2.10"}
    raw["tax_rates"] = []
    assert choice(through_the_door(raw)).code == "vat_rate_unknown"


def test_a_missing_rule_names_rate_and_country_and_groups_its_orders():
    order = sold(line("10.00", "1.90", "DE19"), to="DE")
    problem = choice(order, vat=tuple(rule for rule in RULES if rule.country != "DE"))
    assert (problem.code, problem.action) == ("vat_rule_missing", "settings")
    assert problem.cause == "vat_rule_missing:oss:DE:19"
    assert "19 % DE" in problem.what["en"] and "19 % DE" in problem.what["nl"]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([("", None, "a"), ("NL", None, "b"), ("", "21", "c"), ("NL", "21", "d")], "d"),
        ([("", None, "a"), ("NL", None, "b"), ("", "21", "c")], "b"),
        ([("", None, "a"), ("", "21", "c")], "c"),
        ([("BE", "21", "x"), ("", None, "a")], "a"),
        ([("NL", "9", "x")], None),
    ],
)
def test_the_most_particular_rule_counts(rules, expected):
    made = tuple(VatRule("domestic", land, Decimal(p) if p else None, code) for land, p, code in rules)
    found = vat.find_rule(made, "domestic", "NL", Decimal("21.0000"))
    assert (found.code if found else None) == expected


@pytest.mark.parametrize(
    ("home", "percent", "found", "credit"),
    [
        ("NL", 21, "1a", "1a"), ("NL", 9, "1b", "1b"), ("NL", 19, "1c", "1c"),
        ("BE", 21, "03/54", "49/64"), ("BE", 12, "02/54", "49/64"), ("BE", 6, "01/54", "49/64"), ("BE", 20, "", ""),
        ("DE", 19, "Kz 81", "Kz 81"), ("DE", 7, "Kz 86", "Kz 86"), ("DE", 16, "Kz 35", "Kz 35"), ("FR", 20, "", ""),
    ],
)  # fmt: skip
def test_each_country_has_the_boxes_of_its_own_return(home, percent, found, credit):
    assert boxes.box("domestic", Decimal(percent), home) == found
    assert boxes.of_credit(found) == credit


@pytest.mark.parametrize("home", ["NL", "BE", "DE"])
def test_what_bears_no_vat_at_home_still_has_its_own_box(home):
    free = ("reverse_charge", "reverse_charge_services", "reverse_charge_home", "export", "oss", "zero")
    found = [boxes.box(reason, Decimal(0), home) for reason in free]
    assert all(found) and len({found[0], found[2], found[3], found[4]}) == 4


def test_a_belgian_credit_note_lands_in_its_own_grid():
    bought = sold(line("10.00", "2.10", "BE21"), to="BE", base="BE", refunds=(refund("12.10"),))
    rules = (VatRule("domestic", "BE", Decimal(21), "V"), VatRule("none", "", None, "N"))
    first, back = (as_dict(one) for one in make(bought, settings(vat=rules, shop_country="BE")).documents)
    assert ({one["box"] for one in first["lines"]}, {one["box"] for one in back["lines"]}) == ({"03/54"}, {"49/64"})


def collected(*lines, to, way="local_pickup:3", **more):
    """An order that its customer picks up at the shop."""
    raw = message(*lines, shop={"base_country": "NL"})
    raw["order"]["shipping"] = {"country": to}
    raw["order"]["billing"]["country"] = to
    raw["order"]["shipping_lines"] = [
        {"id": 90, "method_title": "Afhalen", "method_id": way, "total": "0.00", "total_tax": "0.00", "taxes": []}
    ]
    raw["extra"] = more
    return through_the_door(raw)


@pytest.mark.parametrize("way", ["local_pickup:3", "pickup_location", "legacy_local_pickup"])
def test_what_is_collected_at_the_shop_is_sold_at_home(way):
    order = collected(line("10.00", "2.10", "21"), to="DE", way=way)
    assert vat.destination(order) == "NL"
    assert choice(order).reason == "domestic"


@pytest.mark.parametrize("to", ["DE", "CH"])
def test_a_stranger_who_collects_without_vat_is_put_before_a_person(to):
    order = collected(line("10.00", "0.00", None), to=to, vat_number={"number": DE_NUMBER, "key": "x"})
    problem = choice(order)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.action) == ("pickup_without_vat", "open_order")


def test_a_neighbour_who_collects_an_exempt_thing_is_fine():
    assert choice(collected(line("10.00", "0.00", None), to="NL")).reason == "exempt"


def test_sent_and_collected_in_one_order_goes_by_the_address():
    order = collected(line("10.00", "2.10", "21"), to="DE", way="flat_rate:1")
    assert vat.destination(order) == "DE"


# --- goods or services ------------------------------------------------------------------------------------------

OWN_CODES = (*RULES, VatRule("reverse_charge_services", "", None, "V0", "8045"),
             VatRule("export_services", "", None, "V1", "8055"))  # fmt: skip


def with_services(*ids, to="BE", number=BE_NUMBER, lines=2, **order):
    raw = message(
        *(line("10.00", "0", None, id=one) for one in range(1, lines + 1)),
        shipping=(line("5.00", "0", None, id=9, method_id="flat_rate"),), shop={"base_country": "NL"}, **order,
    )  # fmt: skip
    raw["order"]["shipping"] = {"country": to}
    raw["order"]["billing"]["country"] = to
    raw["extra"] = {"vat_number": {"number": number, "key": "x"}, "services": list(ids)}
    return through_the_door(raw)


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (with_services(), "7 7 7"),
        (with_services(2), "7 V0 7"),  # shipping goes with the goods
        (with_services(1, 2), "V0 V0 V0"),
        (with_services(1, to="US", number=""), "V1 6 6"),
        (with_services(1, 2, to="US", number=""), "V1 V1 V1"),
        (with_services(1, 77), "V0 7 7"),
    ],
)
def test_services_abroad_have_codes_of_their_own(found, codes):
    chosen = make(found, settings(vat=OWN_CODES)).documents[0].lines
    assert [one.choice.code for one in chosen] == codes.split()
    boxes = {"7": "3b", "V0": "3b", "6": "3a", "V1": ""}
    assert [one.choice.box for one in chosen] == [boxes[one] for one in codes.split()]
    ledgers = {"7": "8040", "V0": "8045", "6": "8050", "V1": "8055"}
    assert [one.ledger for one in chosen if one.kind == "product"] == [ledgers[one] for one in codes.split()[:2]]


def test_services_go_with_the_goods_where_no_code_of_their_own_is_chosen():
    assert [one.choice.code for one in make(with_services(1), settings()).documents[0].lines] == ["7", "7", "7"]


def test_a_service_at_home_or_of_one_stop_shop_has_the_codes_of_goods():
    raw = message(line("10.00", "2.10", id=1))
    raw["extra"] = {"services": [1]}
    assert make(through_the_door(raw), settings(vat=OWN_CODES)).documents[0].lines[0].choice.code == "2"


def test_a_product_that_is_deleted_later_changes_nothing_that_stands():
    """Nobody can say any more that it was a service; its booking stays as it is."""
    before = make(with_services(1, 2), settings(vat=OWN_CODES)).documents
    after = make(with_services(), settings(vat=OWN_CODES), booked(*before))
    assert (after.decision, after.documents) == ("book", before)
