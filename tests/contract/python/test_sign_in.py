"""Signing in by the authorization code grant with PKCE, and signing out."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from PureCloudPlatformClientV2 import TokensApi, UsersApi
from PureCloudPlatformClientV2.rest import ApiException

from login import REDIRECT_URI, authorize_url, forms, get, log_in, submit
from support import NOBODY, SANDBOX, URL, Agent, Refusal, account, new_client, pkce


@pytest.fixture
def fresh():
    """A client, a verifier, and a code fresh from the login page."""
    client = new_client()
    verifier = client.generate_pkce_code_verifier(64)
    back = log_in(URL, pkce(client, verifier), account("ada"))
    return client, verifier, back["code"]


def refused_exchange(client, verifier, code, redirect_uri=REDIRECT_URI, client_id=SANDBOX["client_id"]):
    with pytest.raises(ApiException) as refusal:
        client.get_pkce_token(client_id, verifier, code, redirect_uri)
    assert refusal.value.status in (400, 401)
    return json.loads(refusal.value.body)["error"]


def test_login_form_works_without_javascript():
    client = new_client()
    url = authorize_url(URL, pkce(client, client.generate_pkce_code_verifier(43)))
    [form] = forms(get(url).data.decode(), url)
    kinds = {name: kind for name, kind, _ in form.inputs}
    assert form.method == "POST"
    assert "email" in kinds
    assert kinds["password"] == "password"


def test_code_is_redeemed_for_a_token(fresh):
    client, verifier, code = fresh
    _, reply = client.get_pkce_token(SANDBOX["client_id"], verifier, code, REDIRECT_URI)
    assert reply["token_type"].lower() == "bearer"
    assert isinstance(reply["expires_in"], int) and reply["expires_in"] > 0
    assert client.access_token == reply["access_token"]
    info = TokensApi(client).get_tokens_me()
    assert info.organization.name == "Lumen Travel"
    assert info.o_auth_client.id == SANDBOX["client_id"]
    TokensApi(client).head_tokens_me()


def test_state_comes_back_exactly():
    client = new_client()
    state = "a b+c/d=e&f?g#h%20ü"
    parameters = pkce(client, client.generate_pkce_code_verifier(43), state=state)
    assert log_in(URL, parameters, account("ada"))["state"] == state


def test_wrong_verifier(fresh):
    client, _, code = fresh
    assert refused_exchange(client, client.generate_pkce_code_verifier(64), code) == "invalid_grant"


def test_used_code(fresh):
    client, verifier, code = fresh
    client.get_pkce_token(SANDBOX["client_id"], verifier, code, REDIRECT_URI)
    assert refused_exchange(client, verifier, code) == "invalid_grant"


def test_wrong_redirect(fresh):
    client, verifier, code = fresh
    assert refused_exchange(client, verifier, code, redirect_uri="http://127.0.0.1:8977/elsewhere") == "invalid_grant"


def test_wrong_client(fresh):
    client, verifier, code = fresh
    assert refused_exchange(client, verifier, code, client_id=NOBODY) in ("invalid_client", "invalid_grant")


def test_unregistered_redirect_leads_nowhere():
    client = new_client()
    parameters = pkce(client, client.generate_pkce_code_verifier(43), redirect_uri="https://attacker.example/")
    answer = get(authorize_url(URL, parameters))
    assert answer.status == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
    ],
)
def test_errors_come_as_redirects(change, error):
    client = new_client()
    parameters = pkce(client, client.generate_pkce_code_verifier(43), state="s1", **change)
    answer = get(authorize_url(URL, parameters))
    assert answer.status in (302, 303)
    assert answer.headers["Location"].startswith(REDIRECT_URI)
    back = {name: value for name, [value] in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    assert back["error"] == error
    assert back["state"] == "s1"
    assert "code" not in back


@pytest.mark.parametrize("password", ["guess", "", "Sandbox"])
def test_wrong_password_leads_back_to_the_form(password):
    client = new_client()
    url = authorize_url(URL, pkce(client, client.generate_pkce_code_verifier(43)))
    [form] = forms(get(url).data.decode(), url)
    answer = submit(form, "ada@lumen.example", password)
    assert "Location" not in answer.headers
    [again] = forms(answer.data.decode(), form.action)
    assert "Location" in submit(again, "ada@lumen.example", "sandbox").headers


def test_signing_out_ends_the_token():
    leaving = Agent("ada")
    leaving.tokens.delete_tokens_me()
    with Refusal(401, code="bad.credentials"):
        leaving.users.get_users_me()


def test_invented_token():
    client = new_client()
    client.access_token = "invented"
    with Refusal(401, code="bad.credentials"):
        UsersApi(client).get_users_me()
