"""A form that is not right is refused, with its file and the place in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from forms import Form, FormError, load_forms
from forms.field_types import holds

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "forms" / "demonstration_institution_application"
FACTS = set(
    """
    medical_qualification medical_qualified_on care_filing care_filed_on operating_beds residents
    occupancy_last_year occupancy_year_before disabled_dementia_residents disabled_dementia_share
    disabled_residents dementia_residents satisfaction incident_safety incident_fire
    incident_medical incident_illegal title_revoked title_revoked_on service_prevention
    service_treatment service_rehabilitation service_daily_care service_hospice self_environment
    self_staffing self_management self_service self_effect priority_assessment
    priority_health_education priority_home_community priority_caregiver priority_tcm priority_it
    """.split()  # noqa: SIM905 - thirty-five words read better so
)


class AnyClause:
    """A notice in which every clause exists."""

    def cite(self, notice_id: str, clause_id: str, quote: str | None = None) -> object:
        return object()


class NoClause:
    """A notice in which none does."""

    def cite(self, notice_id: str, clause_id: str, quote: str | None = None) -> object:
        raise LookupError(clause_id)


def data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((SOURCE / "form.yml").read_text(encoding="utf-8"))
    return loaded


def refuse(tmp_path: Path, text: str, policy: Any = None, folder: str = SOURCE.name) -> FormError:
    path = tmp_path / folder / "form.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormError) as caught:
        load_forms(tmp_path, policy or AnyClause())
    assert caught.value.file.endswith(("form.yml", tmp_path.name))
    assert caught.value.problem_zh
    return caught.value


def broken(change: Callable[[dict[str, Any]], None]) -> str:
    form = data()
    change(form)
    return yaml.safe_dump(form, allow_unicode=True)


def field(form: dict[str, Any], key: str) -> dict[str, Any]:
    return next(f for g in form["groups"] for f in g["fields"] if f["key"] == key)


def unknown_key(form: dict[str, Any]) -> None:
    field(form, "operating_beds")["requried"] = True


def unknown_type(form: dict[str, Any]) -> None:
    field(form, "operating_beds")["type"] = "number"


def missing_question(form: dict[str, Any]) -> None:
    del field(form, "operating_beds")["question"]


def field_twice(form: dict[str, Any]) -> None:
    form["groups"][0]["fields"].append(field(form, "operating_beds"))


def unknown_condition(form: dict[str, Any]) -> None:
    field(form, "care_filed_on")["ask_if"]["field"] = "nowhere"


def unknown_owner(form: dict[str, Any]) -> None:
    field(form, "director_phone")["of"] = "nobody"


def choices_missing(form: dict[str, Any]) -> None:
    del field(form, "ownership")["choices"]


def choice_twice(form: dict[str, Any]) -> None:
    field(form, "ownership")["choices"][0]["synonyms"].append("民非")


def quote_without_clause(form: dict[str, Any]) -> None:
    del field(form, "operating_beds")["clause"]


def check_on_text(form: dict[str, Any]) -> None:
    form["checks"][0]["left"] = "institution_name"


def check_on_nothing(form: dict[str, Any]) -> None:
    form["checks"][0]["right"] = "nothing"


def unknown_check(form: dict[str, Any]) -> None:
    form["checks"][0]["kind"] = "roughly"


def shared_name_of_nothing(form: dict[str, Any]) -> None:
    form["shared_names"][0]["fields"].append("nothing")


def name_of_two_fields(form: dict[str, Any]) -> None:
    field(form, "nurses")["aliases"].append("医生")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (unknown_key, "operating_beds"),
        (unknown_type, "operating_beds"),
        (missing_question, "operating_beds"),
        (field_twice, "operating_beds"),
        (unknown_condition, "care_filed_on"),
        (unknown_owner, "director_phone"),
        (choices_missing, "ownership"),
        (choice_twice, "ownership"),
        (quote_without_clause, "operating_beds"),
        (check_on_text, "residents_within_beds"),
        (check_on_nothing, "residents_within_beds"),
        (unknown_check, "residents_within_beds"),
        (shared_name_of_nothing, "which_certificate"),
        (name_of_two_fields, "nurses"),
    ],
    ids=lambda x: getattr(x, "__name__", str(x)),
)
def test_a_broken_form_is_named_with_its_place(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], place: str
) -> None:
    assert place in refuse(tmp_path, broken(change)).place


def test_a_key_written_twice_is_refused(tmp_path: Path) -> None:
    text = (SOURCE / "form.yml").read_text(encoding="utf-8")
    error = refuse(tmp_path, text.replace("attachment: 附件3\n", "attachment: 附件3\n" * 2))
    assert "attachment" in error.problem_zh
    assert "两次" in error.problem_zh


def test_broken_yaml_is_refused(tmp_path: Path) -> None:
    assert refuse(tmp_path, "id: [").problem_zh.startswith("不是正确的 YAML")


def test_a_clause_that_is_not_in_the_notice_is_refused(tmp_path: Path) -> None:
    text = (SOURCE / "form.yml").read_text(encoding="utf-8")
    assert "institution_name" in refuse(tmp_path, text, NoClause()).place


def test_the_folder_is_named_like_the_form(tmp_path: Path) -> None:
    text = (SOURCE / "form.yml").read_text(encoding="utf-8")
    assert refuse(tmp_path, text, folder="other").place == "id"


def test_no_form_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormError):
        load_forms(tmp_path, AnyClause())


def test_the_version_changes_with_the_content(tmp_path: Path) -> None:
    versions = set()
    for number, text in enumerate((broken(lambda form: None), broken(_retitle))):
        path = tmp_path / str(number) / SOURCE.name / "form.yml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        versions.add(load_forms(tmp_path / str(number), AnyClause())[SOURCE.name].version)
    assert len(versions) == 2
    assert {version.split("+")[0] for version in versions} == {"2025.1"}


def _retitle(form: dict[str, Any]) -> None:
    form["title"] = "另一张表"


def test_the_form_feeds_every_eligibility_fact_under_its_own_name(form: Form) -> None:
    fed = {field.fact: key for key, field in form.fields.items() if field.fact}
    assert fed == {fact: fact for fact in FACTS}


def test_the_form_has_what_the_application_needs(form: Form) -> None:
    assert len(form.fields) >= 60
    for group in form.groups:
        assert 1 <= len([f for f in group.fields if f.asked]) <= 6
        for each in group.fields:
            assert each.help
            assert each.example
            assert each.question.endswith(("？", "。", "）"))


def test_the_sample_fits_the_form(form: Form) -> None:
    sample = yaml.safe_load((SOURCE / "sample.yml").read_text(encoding="utf-8"))
    required = {f.key for f in form.askable(sample) if f.required}
    assert required <= set(sample)
    for key, value in sample.items():
        assert holds(form.fields[key], value), key
