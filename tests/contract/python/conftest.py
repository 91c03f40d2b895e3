"""Fixtures of the whole suite."""

import itertools

import pytest

from support import Agent

_agents = {}


@pytest.fixture
def agent():
    """Signs an agent in by name, once."""
    def by_name(name):
        if name not in _agents:
            _agents[name] = Agent(name)
        return _agents[name]
    return by_name


@pytest.fixture
def ada(agent):
    """The agent with full rights, member of every queue but one."""
    return agent("ada")


_numbers = itertools.count(1)


@pytest.fixture
def customer():
    """Gives customers' numbers that nobody else in the suite uses."""
    return lambda: f"+1317445{next(_numbers):04}"
