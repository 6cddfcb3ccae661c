"""Every sentence has its Chinese, with the same places to fill, once, and in the words of the house."""

import re

import pytest

from tests.architecture.catalogues import EITHER, Use, catalogues, entries, places, said, used

USES = used()
ENTRIES = entries()
# What nobody is called on a phone, in a message, or on a family's page.
LABELS = re.compile(r"留守|困境|贫困|风险")
NAVIGATION = "src/carenet/pages/navigation.py"
# Sentences that only officers' desks and the command line show may use the words of the law.
READ_BY_FAMILIES = ("templates/family/", "templates/visits/", "templates/layouts/phone", "src/carenet/notifications/kinds/")  # fmt: skip


def wanted() -> dict[tuple[str | None, str], Use]:
    return {use.key: use for use in USES}


def found(use: Use):
    """The entry a use is shown with: its own context's, else the one without.

    The ways of the navigation are marked with N_ and shown as pgettext of the phone or the desk.
    """
    own = ENTRIES.get(use.key) or ENTRIES.get((None, use.msgid))
    if not own and (use.context == EITHER or use.where.startswith(NAVIGATION)):
        return ENTRIES.get(("phone", use.msgid)) or ENTRIES.get(("desk", use.msgid))
    return own


def test_there_is_something_to_translate():
    assert len(USES) > 500
    assert {"phone", "desk", None} <= {use.context for use in USES}


def test_every_sentence_has_its_chinese():
    missing = {key: use for key, use in wanted().items() if not found(use)}
    shown = [
        f"{use.where}: {f'[{use.context}] ' if use.context else ''}{use.msgid!r}"
        for use in missing.values()
    ]
    assert not shown, f"{len(shown)} without Chinese:\n" + "\n".join(sorted(shown))


def test_nothing_is_empty_or_uncertain():
    loose = [
        f"{name}: {key}" for key, found in ENTRIES.items() for name, message in found
        if not said(message).strip() or message.fuzzy
    ]  # fmt: skip
    assert not loose, "\n".join(loose)


def test_a_translation_fills_in_what_the_sentence_gives():
    wrong = []
    for key, found_ in ENTRIES.items():
        uses = [u for u in USES if u.msgid == key[1]]
        for name, message in found_:
            given = places(key[1]).union(*(places(u.plural or "") for u in uses))
            asked = places(said(message))
            must = places(key[1])
            if asked - given or must - asked:
                wrong.append(
                    f"{name}: {key[1]!r} gives {sorted(given)}, the Chinese asks {sorted(asked)}"
                )
    assert not wrong, "\n".join(wrong)


def test_no_entry_is_left_over():
    keys = set(wanted())
    bare = {msgid for context, msgid in keys if context in (None, EITHER)}
    # A label marked with N_ is shown as pgettext("phone" or "desk", label): its context is not written beside it.
    left = sorted(
        f"{name}: {key}" for key, found_ in ENTRIES.items() for name, _ in found_
        if key not in keys and not (key[0] in ("phone", "desk") and key[1] in bare)
        and not (key[0] is None and any(k[1] == key[1] for k in keys))
    )  # fmt: skip
    assert not left, f"{len(left)} that nothing shows:\n" + "\n".join(left)


def test_one_sentence_is_said_one_way():
    two = [
        f"{key}: " + ", ".join(f"{name} {said(message)!r}" for name, message in found_)
        for key, found_ in ENTRIES.items()
        if len({said(message) for _, message in found_}) > 1
    ]
    assert not two, "\n".join(two)


@pytest.mark.parametrize("name", sorted(catalogues()))
def test_a_catalogue_says_its_language_and_repeats_nothing(name):
    catalogue = catalogues()[name]
    assert str(catalogue.locale) == "zh_Hans"
    keys = [(m.context, m.id) for m in catalogue if m.id]
    assert len(keys) == len(set(keys))


def test_no_family_and_no_phone_reads_a_label():
    shown = [
        f"{use.where}: {said(message)!r}"
        for use in USES
        if use.context == "phone" or use.where.startswith(READ_BY_FAMILIES)
        for _, message in found(use) or ()
        if LABELS.search(said(message))
    ]
    shown += [
        f"{name}: {said(message)!r}" for key, found_ in ENTRIES.items() for name, message in found_
        if key[0] == "phone" and LABELS.search(said(message))
    ]  # fmt: skip
    assert not shown, "\n".join(shown)


def test_chinese_is_written_with_chinese_marks():
    loose = [
        f"{name}: {said(message)!r}" for found_ in ENTRIES.values() for name, message in found_
        if re.search(r"[\u4e00-\u9fff][,;?!](\s|$|[\u4e00-\u9fff])|[\u4e00-\u9fff]\.(\s|$)", said(message))
    ]  # fmt: skip
    assert not loose, "\n".join(loose)
