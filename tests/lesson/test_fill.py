"""The learner's own values in text."""

from tutor.lesson.fill import fill, names


def test_known_names_are_replaced_and_no_others() -> None:
    known = {"web_ip": "172.17.0.2"}
    assert fill("ping {{web_ip}} {{db_ip}} {web_ip}", known) == "ping 172.17.0.2 {{db_ip}} {web_ip}"
    assert fill("{{web_ip}} and {{db_ip}}", known, "…") == "172.17.0.2 and …"


def test_a_value_is_not_filled_again() -> None:
    assert fill("{{a}}", {"a": "{{b}}", "b": "no"}) == "{{b}}"


def test_names_with_their_offsets() -> None:
    assert list(names("at {{a}} or {{b_2}}, not {{ c }}")) == [("a", 3), ("b_2", 12)]


def test_words_of_go_templates_are_no_names() -> None:
    template = "{{range .Networks}}{{.IPAddress}}{{else}}{{who}}{{end}}"
    assert list(names(template)) == [("who", 41)]
    assert fill(template, {"end": "x", "who": "me"}, "…") == template.replace("{{who}}", "me")
