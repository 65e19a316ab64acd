from django import forms
from django.template import Context, Template


class Sample(forms.Form):
    name = forms.CharField(label="Navn", help_text="Som i folkeregisteret.")
    pain = forms.ChoiceField(
        label="Smerte", choices=[("mild", "Lett"), ("unknown", "Vet ikke")], widget=forms.RadioSelect
    )
    ready = forms.BooleanField(label="Klar")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def shown(form: forms.Form, tag: str) -> str:
    return Template("{% load rve_ui %}{% field " + tag + " %}").render(Context({"form": form}))


def test_a_field_has_its_label_and_its_help() -> None:
    html = shown(Sample(), "form.name")
    assert '<label for="id_name">Navn</label>' in html
    assert 'id="id_name_helptext"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert "aria-invalid" not in html


def test_an_error_is_tied_to_its_field() -> None:
    html = shown(Sample({"name": ""}), "form.name")
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert '<p class="error" id="id_name_error">' in html


def test_a_segment_is_radios_in_a_group_with_the_unknown_one_marked() -> None:
    html = shown(Sample({"pain": "unknown"}), 'form.pain look="segment" unknown="unknown"')
    assert "<fieldset" in html
    assert '<legend class="lab">Smerte</legend>' in html
    assert html.count('type="radio"') == 2
    assert html.count('class="unk"') == 1
    assert "checked" in html


def test_a_box_stands_before_its_label() -> None:
    html = shown(Sample(), "form.ready")
    assert html.index('type="checkbox"') < html.index("Klar")


def test_a_hidden_field_is_only_itself() -> None:
    assert shown(Sample(), "form.secret").strip() == '<input type="hidden" name="secret" id="id_secret">'


def test_attributes_reach_the_widget() -> None:
    assert 'autocomplete="off"' in shown(Sample(), 'form.name autocomplete="off"')


def test_the_summary_links_to_every_field_that_is_wrong() -> None:
    form = Sample({"name": "", "pain": "much", "ready": "on"})
    template = Template('{% include "_components/error_summary.html" %}')
    html = template.render(Context({"form": form}))
    assert 'href="#id_name"' in html
    assert 'href="#id_pain"' in html
    assert 'href="#id_ready"' not in html


def test_a_form_without_errors_has_no_summary() -> None:
    template = Template('{% include "_components/error_summary.html" %}')
    assert template.render(Context({"form": Sample()})).strip() == ""
