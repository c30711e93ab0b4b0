import requests


def height(plant, weeks):
    return sum(plant.growth(week) for week in range(weeks))


def page(address):
    return requests.get(address, timeout=5).text
