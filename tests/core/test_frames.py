"""The frames and parts hold at 320, 390 and 1440 px, in both text sizes and both languages, with and without errors."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment
from playwright.async_api import Playwright

from carenet.core import words
from carenet.core.templates import environment_in
from carenet.pages.navigation import Entry, Group
from tests.browser import ARGS, find_chromium
from tests.core.outbox_stage import ROOT, STATIC

PARTS = """{% extends frame %}
{% from 'parts/forms.html' import field, textarea, select, picker, checkbox, time_grid, photos, error_summary, button_bar, outbox, hidden_key %}
{% from 'parts/cards.html' import card, kpi, rows, section, urgent, week_strip %}
{% from 'parts/lists.html' import after_list, bulk_bar, filters, filter_select, pager, row_box, search, th, th_sort, todo %}
{% from 'parts/charts.html' import bars, dots, heat, line, meter, stack %}
{% from 'parts/steps.html' import steps %}{% from 'parts/progress.html' import progress %}{% from 'parts/empty.html' import empty %}
{% block title %}Parts{% endblock %}{% block back %}/visits{% endblock %}{% block lead %}One line{% endblock %}
{% block strip %}{{ week_strip(week, '11', '/before', '/after') }}{% endblock %}
{% block main %}{{ steps(2, ['a', 'b', 'c']) }}{{ urgent(('Duty', '0772-0000000')) }}
<form method="post" action="/visits" id="visit" {{ outbox('visit', 'Visit') }}>{{ hidden_key() }}{{ error_summary(submission) }}
<div class="sheet pad">{{ picker(submission, 'mood', 'How?', [('good', 'Good', 'mood-smile'), ('worry', 'Worried', 'mood-sad')], required=true) }}
{{ field(submission, 'minutes', 'Minutes', help='A few are enough', inputmode='numeric') }}{{ textarea(submission, 'note', 'Note') }}
{{ select(submission, 'place', 'Where', [('home', 'Home')], empty='Choose') }}{{ checkbox(submission, 'agreed', 'Agreed') }}
{{ photos(submission, 'photo', 'Pictures') }}{{ time_grid(submission, 'free') }}</div></form>
{{ section('Mine', '/all', 'All') }}{% call card('Maths', '/visits/1', 'Today', '16:30', 'Missing 1', 'warn', 'flag', [('pin', 'School')]) %}<div class="acts"><a class="btn btn-primary" href="/x">Go</a></div>{% endcall %}
{{ rows([{'href': '/a', 'icon': 'people', 'label': 'People', 'end': '3'}]) }}{{ empty('Nothing yet', '/new', 'Add one', 'For example this') }}
{{ progress('/tasks/1', 'Reading', ['Read', 'Check'], 0, 3, 12, '/tasks/1/stop') }}
<div class="kpis">{{ kpi('Children', '2,618', 'this week', '/children', 'warn') }}</div>
<div class="sheet panel">{% call filters('/children') %}{{ search() }}{{ filter_select('t', 'Town', [('', 'all')]) }}{% endcall %}
<div class="tbl-wrap" tabindex="0"><table class="tbl"><thead><tr><td></td>{{ th_sort('Name', 'name', '/children', {}, 'name') }}{{ th('Waiting', true) }}</tr></thead>
<tbody><tr>{{ row_box('1', 'Row one') }}<th scope="row"><a href="/c">One</a></th><td class="n">{{ meter(0.7, 'warn', 0.9) }}70</td></tr></tbody></table></div>
{% call bulk_bar('/children/bulk', 384) %}<button class="btn btn-plain">Do</button>{% endcall %}{{ pager('/children', {}, 2, 25, 384) }}{{ after_list('/print', '/export') }}
<ul class="todo">{{ todo('Now', 'bad', 'Two children', 'since Monday', '/todo', 'Send', true) }}</ul></div>
{{ line('l', 'Line', 'Rises.', [('1', 71), ('2', 85.3)], low=65, high=95, target=90, unit='%') }}{{ bars('b', 'Bars', 'Two.', [{'label': 'A', 'value': 7, 'tone': 'bad'}], target=5) }}
{{ stack('s', 'Stack', 'Parts.', ['x', 'y'], [('A', [3, 4])]) }}{{ heat('h', 'Heat', 'Weeks.', ['1'], [('A', [(3, 'bad')])]) }}{{ dots('d', 'Dots', 'Places.', places) }}{% endblock %}
{% block bar %}{{ button_bar('Save', {'label': 'Later', 'href': '/later'}, form='visit') }}{% endblock %}"""

WEEK = [
    {"href": f"/d{n}", "weekday": "1", "day": n, "note": "x", "mine": n == 2, "short": n == 3, "current": n == 2,
     "today": n == 2, "kind": "rest" if n == 7 else "", "words": "something"}
    for n in range(1, 8)
]  # fmt: skip
PLACES = [
    {"x": 30 + 18 * n, "y": 40 + n, "r": 6, "label": "Longname", "value": n, "tone": "bad" if n == 1 else "", "href": "/p"}
    for n in range(4)
]  # fmt: skip
MENU = (Group("Work", (Entry("Rounds", "/rounds", "calendar", True, 12, "to do"),)),)


def somebody(shell: str) -> SimpleNamespace:
    return SimpleNamespace(
        name="Lan", shell=shell, account_id="1", sign_in="1", unread=3, page_lock=False, office="Office", scope_name="Town", roles_words="Supervisor", menu=MENU,
        tabs=[{"label": "Week", "href": "/", "icon": "calendar", "current": True}, {"label": "Me", "href": "/me", "icon": "person", "current": False}],
        scopes=[{"id": "1", "label": "Town", "current": True}, {"id": "2", "label": "County", "current": False}],
    )  # fmt: skip


def drawn(shell: str, *, care: bool, language: str, wrong: bool) -> str:
    spoken = environment_in(language)
    made: Environment = spoken.overlay(
        loader=ChoiceLoader([DictLoader({"parts": PARTS}), spoken.loader])  # type: ignore[list-item]
    )
    bad = SimpleNamespace(
        typed={"note": "typed text", "mood": "good", "mon-evening": "yes"},
        errors={"minutes": "A number, please."},
        refusal=None,
    )
    with words.speaking(language):
        return made.get_template("parts").render(
            me=somebody(shell) if shell != "plain" else None, frame=f"layouts/{shell}.html", lang="zh-Hans" if language == "zh_Hans" else "en",
            care=care, demo=True, silent=wrong, path="/parts", query={}, now=datetime(2026, 11, 24, 8, tzinfo=UTC), htmx=False,
            submission=bad if wrong else None, week=WEEK, places=PLACES,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("shell", "width"),
    [("phone", 320), ("phone", 390), ("desk", 390), ("desk", 1440), ("plain", 320)],
)
@pytest.mark.parametrize("care", [False, True], ids=["standard", "large"])
async def test_a_frame_with_every_part_has_no_finding(
    driver: Playwright, shell: str, width: int, care: bool
) -> None:
    html = drawn(shell, care=care, language="en" if care else "zh_Hans", wrong=not care)
    browser = await driver.chromium.launch(executable_path=find_chromium(), args=list(ARGS))
    page = await browser.new_page(viewport={"width": width, "height": 844})

    async def answer(route: Any) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        body = (
            (STATIC / name).read_text()
            if name.endswith(".css")
            else html
            if name == "parts"
            else ""
        )
        await route.fulfill(
            body=body,
            content_type="text/css" if name.endswith(".css") else "text/html; charset=utf-8",
        )

    await page.route("**/*", answer)
    await page.goto("http://frames.test/parts")
    await page.evaluate((ROOT / "tests/vendor/axe.js").read_text())
    found = await page.evaluate(
        "axe.run().then((said) => said.violations.map((one) => [one.id, one.nodes[0].html]))"
    )
    wide = await page.evaluate("document.documentElement.scrollWidth")
    low = await page.evaluate("""() => [...document.querySelectorAll('.btn, .tabbar a, .days a, .pick label, .text-key')]
      .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML)""")
    await browser.close()
    assert found == []
    assert wide <= width
    assert shell == "desk" or low == []


def test_what_was_typed_and_what_is_wrong_come_back_beside_the_field() -> None:
    html = drawn("phone", care=False, language="en", wrong=True)
    assert "typed text</textarea>" in html
    assert 'value="good" checked' in html
    assert 'name="mon-evening" value="yes" checked' in html
    assert 'aria-describedby="minutes-error minutes-help" aria-invalid="true"' in html
    assert '<a href="#minutes">A number, please.</a>' in html


def test_nothing_is_chosen_on_a_fresh_form() -> None:
    html = drawn("phone", care=False, language="en", wrong=False)
    assert " checked" not in html


def test_a_pinned_bar_takes_the_tabs_place() -> None:
    html = drawn("phone", care=False, language="en", wrong=False)
    assert 'class="pin"' in html
    assert "tabbar" not in html
    assert '<button class="btn btn-primary" form="visit">' in html
