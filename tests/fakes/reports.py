"""Reports that appear every day in the same words, with other figures."""

from __future__ import annotations

import random

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weather(day: int) -> list[str]:
    """Forecast a day in figures."""
    chance = random.Random(day)
    return [
        (
            f"{DAYS[day % 7]} starts {chance.choice(('dry', 'wet', 'foggy'))} over Port Merrin, with "
            f"{chance.choice(('sun', 'cloud', 'showers'))} in the afternoon and a wind from the "
            f"{chance.choice(('west', 'south', 'north'))}, the harbour office said."
        ),
        (
            f"Temperatures reach {chance.randint(3, 14)} degrees on the coast. At night they fall to "
            f"{chance.randint(-5, 4)} degrees, and roads above the valley may be icy."
        ),
        (
            f"High water at the quay is at {chance.randint(0, 11)}:{chance.randint(10, 59)} and at "
            f"{chance.randint(12, 23)}:{chance.randint(10, 59)}."
        ),
        (
            "The harbour office gives its forecast every day at six in the morning. Skippers find "
            "the wind for the outer bay on the board at the quay, and by telephone at the harbour "
            "master's."
        ),
    ]


def weather_in_words(day: int) -> list[str]:
    """Forecast a day without a figure, in an article that is mostly the same every day."""
    chance = random.Random(day)
    return [
        (
            f"{DAYS[day % 7]} will be {chance.choice(('dry', 'wet', 'foggy'))} over Port Merrin, the "
            f"harbour office said, with a wind from the {chance.choice(('west', 'south', 'north'))}."
        ),
        (
            "The harbour office gives its forecast every day at six in the morning. Skippers find "
            "the wind for the outer bay on the board at the quay, and by telephone at the harbour "
            "master's. Walkers should not set out for the point without asking at the lifeboat "
            "station first. The station is open every day from the morning until dark."
        ),
    ]


def lottery(day: int) -> list[str]:
    """Give the numbers of a draw, and the rules that never change."""
    chance = random.Random(day)
    drawn = sorted(chance.sample(range(1, 50), 6))
    return [
        (
            f"The numbers drawn in the county lottery on {DAYS[day % 7]} were "
            f"{', '.join(map(str, drawn[:-1]))} and {drawn[-1]}. The bonus ball was "
            f"{chance.randint(1, 49)}. The jackpot of the next draw is {chance.randint(2, 30)} million."
        ),
        (
            "Tickets are sold until an hour before the draw at post offices and kiosks in the whole "
            "county. Winners have 180 days to claim their prize with the ticket. Nobody under 18 may "
            "buy a ticket. Half of the takings go to sports clubs and to the upkeep of parks."
        ),
    ]


def road_works(day: int) -> list[str]:
    """Say where the road is closed."""
    chance = random.Random(day)
    return [
        (
            f"The ring road is closed at the {chance.choice(('tannery', 'brewery', 'station'))} on "
            f"{DAYS[day % 7]} from {chance.randint(6, 9)} until {chance.randint(15, 20)}, the road "
            "office said."
        ),
        (
            "Drivers are led round by the old coast road. The road office asks drivers to leave their "
            "cars at home where they can, and thanks all those who live beside the works for their "
            "patience. All works are shown on the map in the town hall, and questions are answered "
            "on working days."
        ),
    ]
