"""A book of plants."""


def height(plant, weeks):
    return sum(plant.growth(week) for week in range(weeks))
