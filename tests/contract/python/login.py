"""The login page, walked by plain HTTP as a browser without JavaScript would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import urllib3

# Where the login sends the browser back to; nothing has to listen, the code is read off the redirect.
REDIRECT_URI = "http://127.0.0.1:8977/signed-in"


@dataclass
class Form:
    """A form of a page: where it goes, how, and its inputs as (name, type, value)."""

    action: str
    method: str
    inputs: list = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self, base):
        super().__init__()
        self.base = base
        self.forms = []
        self.open = False

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            action = urljoin(self.base, attributes.get("action") or self.base)
            self.forms.append(Form(action, attributes.get("method", "get").upper()))
            self.open = True
        elif tag == "input" and self.open:
            kind = attributes.get("type", "text").lower()
            self.forms[-1].inputs.append((attributes.get("name"), kind, attributes.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = False


def forms(page, base):
    """The forms of a page."""
    parser = _Forms(base)
    parser.feed(page)
    return parser.forms


def authorize_url(base, parameters):
    """The address of the login page."""
    return f"{base}/oauth/authorize?{urlencode(parameters)}"


def get(url):
    """Plain GET which follows nothing."""
    return urllib3.request("GET", url, redirect=False, retries=False, timeout=10)


def submit(form, email, password):
    """The answer to a filled-in form."""
    fields = {name: value for name, kind, value in form.inputs if kind == "hidden" and name}
    fields |= {"email": email, "password": password}
    return urllib3.request(
        form.method,
        form.action,
        body=urlencode(fields),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        redirect=False,
        retries=False,
        timeout=10,
    )


def log_in(base, parameters, account):
    """Walks the page, and gives the parameters that the browser comes back with."""
    url = authorize_url(base, parameters)
    page = get(url)
    assert page.status == 200, page.data
    [form] = forms(page.data.decode(), url)
    answer = submit(form, account["email"], account["password"])
    for _ in range(5):
        location = answer.headers.get("Location")
        assert location, f"the login leads on ({answer.status})"
        target = urljoin(form.action, location)
        if urlsplit(target).netloc != urlsplit(base).netloc:
            return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        answer = get(target)
    raise AssertionError("the login goes round in circles")
