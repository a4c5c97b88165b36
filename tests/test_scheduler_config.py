"""Settings: where they come from, who wins, and what an operator is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.topic import Topic
from scheduler.config import SettingsError, load_settings
from scheduler.settings import Secret, Settings

TOKEN = "123456789:AAExampleExampleExampleExampleExam1"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def load(environ: dict[str, str] | None = None, **overrides: object) -> Settings:
    options = {name.replace("__", "."): value for name, value in overrides.items()}
    return load_settings(None, environ or {}, options)


def refusal(environ: dict[str, str] | None = None, **overrides: object) -> str:
    with pytest.raises(SettingsError) as caught:
        load(environ, **overrides)
    return str(caught.value)


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = load()

    assert settings.site.url == "http://127.0.0.1:8080"
    assert settings.site.title == "Teleprinter"
    assert settings.seeds.folder == tmp_path / "articles"
    assert settings.store.url.reveal() == f"sqlite:///{tmp_path}/data/teleprinter.db"
    assert settings.telegram.mode == "off"
    assert settings.telegram.rate_per_second == 28
    assert settings.file is None


def test_a_later_source_beats_an_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "teleprinter.toml").write_text(
        '[site]\ntitle = "File"\nlanguage = "fr"\n[http]\nport = 1\nhost = "::1"\n'
    )
    environ = {"TELEPRINTER_SITE__TITLE": "Environment", "TELEPRINTER_HTTP__PORT": "2"}

    settings = load(environ, http__port=3)

    assert settings.site.language == "fr"
    assert settings.site.title == "Environment"
    assert settings.http.port == 3
    assert settings.site.url == "http://[::1]:3"


def test_paths_in_the_file_start_at_the_file_and_others_where_the_operator_stands(
    tmp_path: Path,
) -> None:
    (tmp_path / "etc").mkdir()
    file = tmp_path / "etc" / "site.toml"
    file.write_text('[seeds]\nfolder = "in"\n[store]\nurl = "sqlite:///own.db"\n')

    settings = load_settings(file, {"TELEPRINTER_STORE__DATA": "kept"}, {})

    assert settings.seeds.folder == tmp_path / "etc" / "in"
    assert settings.store.url.reveal() == f"sqlite:///{tmp_path}/etc/own.db"
    assert settings.store.data == tmp_path / "kept"
    assert settings.file == file


def test_the_database_moves_with_the_data_folder(tmp_path: Path) -> None:
    settings = load(store__data="elsewhere")

    assert settings.store.url.reveal() == f"sqlite:///{tmp_path}/elsewhere/teleprinter.db"


def test_a_token_switches_polling_on_and_the_sandbox_option_wins_over_it() -> None:
    environ = {"TELEPRINTER_TELEGRAM__TOKEN": TOKEN}

    assert load(environ).telegram.mode == "polling"
    assert load(environ, telegram__mode="sandbox").telegram.mode == "sandbox"


def test_a_secret_comes_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n")

    settings = load({"TELEPRINTER_TELEGRAM__TOKEN_FILE": str(tmp_path / "token")})

    assert settings.telegram.token == Secret(TOKEN)


def test_settings_never_show_their_secrets() -> None:
    settings = load(
        {
            "TELEPRINTER_TELEGRAM__TOKEN": TOKEN,
            "TELEPRINTER_STORE__URL": "postgres://editor:top%20secret@db.example/news",
        }
    )

    shown = f"{settings} {settings!r} {settings.telegram.token} {settings.store.url}"

    assert TOKEN not in shown
    assert "secret@" not in shown
    assert "postgresql://editor:(hidden)@db.example/news" in shown
    assert settings.secrets() == (TOKEN, "top%20secret", "top secret")


def test_lists_in_the_environment_are_parted_by_commas_or_are_json() -> None:
    plain = load({"TELEPRINTER_TELEGRAM__CHANNELS": "@citynews, -1001234567890"})
    json = load({"TELEPRINTER_TELEGRAM__CHANNELS": '["@citynews", -1001234567890]'})

    assert plain.telegram.channels == ("@citynews", -1001234567890)
    assert json.telegram.channels == plain.telegram.channels


def test_an_empty_environment_value_is_not_set() -> None:
    settings = load({"TELEPRINTER_TELEGRAM__TOKEN": "", "TELEPRINTER_HTTP__PORT": ""})

    assert settings.telegram.mode == "off"
    assert settings.http.port == 8080


def test_names_that_kubernetes_hands_to_every_container_are_let_be() -> None:
    environ = {
        "TELEPRINTER_PORT": "tcp://10.0.0.1:80",
        "TELEPRINTER_PORT_80_TCP_ADDR": "10.0.0.1",
        "TELEPRINTER_SERVICE_HOST": "10.0.0.1",
    }

    assert load(environ).http.port == 8080


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"TELEPRINTER_HTTP_PORT": "1"}, "Did you mean TELEPRINTER_HTTP__PORT?"),
        ({"TELEPRINTER_HTTP__PORT": "eighty"}, 'http.port is "eighty". Write a whole number from'),
        ({"TELEPRINTER_HTTP__PORT": "0"}, "from 1 to 65535"),
        ({"TELEPRINTER_TELEGRAM__RATE_PER_SECOND": "0"}, "a number of messages a second from"),
        ({"TELEPRINTER_TELEGRAM__RATE_PER_SECOND": "inf"}, "a number of messages a second from"),
        ({"TELEPRINTER_SCHEDULE__SCAN_SECONDS": "1e-9"}, "a number of seconds from 0.1 to 86400"),
        ({"TELEPRINTER_SEEDS__SETTLE_SECONDS": "inf"}, "a number of seconds from 0 to 3600"),
        ({"TELEPRINTER_TELEGRAM__MODE": "webhook"}, "not built yet"),
        ({"TELEPRINTER_TELEGRAM__MODE": "polling"}, "there is no token"),
        ({"TELEPRINTER_TELEGRAM__ADMINS": "me"}, "a list of chat numbers"),
        ({"TELEPRINTER_TELEGRAM__ON_UNKNOWN": "ask"}, '"resend" (perhaps twice)'),
        ({"TELEPRINTER_TELEGRAM__TOKEN_FILE": "gone"}, "can't be read"),
        ({"TELEPRINTER_SITE__URL": "news.example.org"}, "an address such as"),
        ({"TELEPRINTER_SITE__LANGUAGE": "English, please"}, 'a language tag such as "en"'),
        ({"TELEPRINTER_STORE__URL": "mysql://db/news"}, "names no database that we know"),
        ({"TELEPRINTER_STORE__URL": "sqlite:///:memory:"}, "names no database that we know"),
        ({"TELEPRINTER_SCHEDULE__TIMEZONE": "Mars/Base"}, "which this system doesn't know"),
        ({"TELEPRINTER_CONFIG": "gone.toml"}, "TELEPRINTER_CONFIG: gone.toml is no file"),
    ],
)
def test_a_wrong_environment_value_is_named_with_its_remedy(
    environ: dict[str, str], told: str
) -> None:
    message = refusal(environ)

    assert message.startswith(("environment", next(iter(environ))))
    assert told in message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[site]\ntitel = "City"\n', ":2: [site] titel is no setting. Did you mean [site] title?"),
        ('\n[sites]\ntitle = "City"\n', ":2: [sites] is no setting. Did you mean [site]?"),
        ('title = "City"\n', ":1: [title] is no setting"),
        ('[http]\n# where\nport = "80"\n', ':3: http.port is "80". Write a whole number'),
        ("[http]\nport = \n", ":2: the file is no TOML"),
        ('http.port = "x"\n', ':1: http.port is "x"'),
    ],
)
def test_a_wrong_line_of_the_file_is_named_with_its_remedy(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "teleprinter.toml").write_text(text)

    message = refusal()

    assert message.startswith(f"{tmp_path}/teleprinter.toml:")
    assert told in message


def test_a_wrong_option_is_named_as_it_was_typed() -> None:
    assert refusal(seeds__folder="").startswith("--seeds: seeds.folder")


def test_a_secret_and_its_file_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)

    message = refusal(
        {
            "TELEPRINTER_TELEGRAM__TOKEN": TOKEN,
            "TELEPRINTER_TELEGRAM__TOKEN_FILE": str(tmp_path / "token"),
        }
    )

    assert "Keep one of the two" in message


def test_a_refusal_never_shows_what_stood_in_a_secrets_place(tmp_path: Path) -> None:
    (tmp_path / "teleprinter.toml").write_text("[telegram]\ntoken = 1234567890\n")

    assert "1234567890" not in refusal()
    assert "hunter2" not in refusal({"TELEPRINTER_STORE__URL": "mysql://root:hunter2@db/news"})


def test_topics_have_labels_other_names_and_a_code(tmp_path: Path) -> None:
    (tmp_path / "teleprinter.toml").write_text(
        '[topics.transport]\nnames = ["tráfico"]\ncode = "medtop:20000337"\n'
        'label.en = "Transport"\nlabel.pt_br = "Transporte"\n[topics.city]\n'
    )

    transport, city = load().topics.own

    assert transport == Topic(
        slug="transport",
        labels={"en": "Transport", "pt-BR": "Transporte"},
        names=("tráfico",),
        code="20000337",
    )
    assert city == Topic(slug="city")
    assert load().topics.resolve("Tráfico").label("pt") == "Transporte"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[topics.a]\ncode = "15"\n', ':2: topics.a.code is "15". Write a code of IPTC'),
        ("[topics.a]\ncode = 20000337\n", ":2: topics.a.code is 20000337. Write a code"),
        ('[topics.a]\nlabels.en = "A"\n', "topics.a.labels is no setting. Did you mean label?"),
        ('[topics.a]\nlabel = "A"\n', ':2: topics.a.label is "A". Write one for each language'),
        ('[topics.a]\nlabel.en = ""\n', ':2: topics.a.label.en is "". Write a text'),
        ('[topics.a]\nlabel = {english = "A"}\n', ":2: topics.a.label.english is for no language"),
        ('[topics.a.label]\n"e n" = "A"\n', ":1: topics.a.label.e n is for no language"),
        ('[topics.a]\nnames = "A"\n', ':2: topics.a.names is "A". Write a list of texts'),
        ('[topics."Public Transport"]\n', "topics.Public Transport is no name for a topic"),
        ('[topics]\ncity = "City"\n', ":2: topics.city is no table. Write [topics.city]"),
        ("topics = 1\n", "is no table"),
        ('[topics.a]\n[topics.b]\nnames = ["A"]\n', ':3: topics.b.names has "A", and so has a'),
        (
            '[topics.a]\ncode = "15000000"\n[topics.b]\ncode = "medtop:15000000"\n',
            ':4: topics.b.code has "15000000", and so has a. Keep it in one of the two.',
        ),
        ("[topic.a]\n", "[topic] is no setting. Did you mean [topics]?"),
    ],
)
def test_a_wrong_topic_is_named_with_its_line_and_remedy(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "teleprinter.toml").write_text(text)

    message = refusal()

    assert message.startswith(f"{tmp_path}/teleprinter.toml")
    assert told in message


def test_topics_are_not_set_by_the_environment() -> None:
    message = refusal({"TELEPRINTER_TOPICS__TRANSPORT__CODE": "medtop:20000337"})

    assert message == (
        "environment: TELEPRINTER_TOPICS__TRANSPORT__CODE can't be set here. "
        "Write [topics.…] into teleprinter.toml: a table has no one value."
    )
