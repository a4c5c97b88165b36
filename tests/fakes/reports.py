"""Reports that appear every day in the same words, with other figures."""

from __future__ import annotations

import random

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_SKY = ("dry", "wet", "foggy")
_WIND = ("west", "south", "north")
_PLACE = ("tannery", "brewery", "station")
_OFFICE = """\
The harbour office gives its forecast every day at six in the morning. Skippers find the wind for \
the outer bay on the board at the quay, and by telephone at the harbour master's."""
_POINT = """\
Walkers should not set out for the point without asking at the lifeboat station first. The \
station is open every day from the morning until dark."""
_RULES = """\
Tickets are sold until an hour before the draw at post offices and kiosks in the whole county. \
Winners have 180 days to claim their prize with the ticket. Nobody under 18 may buy a ticket. \
Half of the takings go to sports clubs and to the upkeep of parks."""
_DETOUR = """\
Drivers are led round by the old coast road. The road office asks drivers to leave their cars at \
home where they can, and thanks all those who live beside the works for their patience. All works \
are shown on the map in the town hall, and questions are answered on working days."""


def weather(day: int) -> list[str]:
    """Forecast a day in figures."""
    chance = random.Random(day)
    sky, wind, pick = chance.choice(_SKY), chance.choice(_WIND), chance.randint
    return [
        f"{DAYS[day % 7]} starts {sky} over Port Merrin, with a wind from the {wind}.",
        f"It is {pick(3, 14)} degrees on the coast by day, {pick(-5, 4)} in the hills at night.",
        f"High water is at {pick(0, 11)}:{pick(10, 59)} and {pick(12, 23)}:{pick(10, 59)}.",
        _OFFICE,
    ]


def weather_in_words(day: int) -> list[str]:
    """Forecast a day without a figure, in an article that is mostly the same every day."""
    chance = random.Random(day)
    sky, wind = chance.choice(_SKY), chance.choice(_WIND)
    return [
        f"{DAYS[day % 7]} is {sky} in Port Merrin, with a wind from the {wind}.",
        _OFFICE,
        _POINT,
    ]


def lottery(day: int) -> list[str]:
    """Give the numbers of a draw, and the rules that never change."""
    chance = random.Random(day)
    drawn = ", ".join(map(str, sorted(chance.sample(range(1, 50), 6))))
    return [
        f"The numbers drawn in the county lottery on {DAYS[day % 7]} were {drawn}.",
        f"Bonus ball: {chance.randint(1, 49)}. The jackpot is {chance.randint(2, 30)} million.",
        _RULES,
    ]


def road_works(day: int) -> list[str]:
    """Say where the road is closed."""
    chance = random.Random(day)
    hours = f"from {chance.randint(6, 9)} until {chance.randint(15, 20)}"
    return [
        f"The road at the {chance.choice(_PLACE)} is closed on {DAYS[day % 7]} {hours}.",
        _DETOUR,
    ]
