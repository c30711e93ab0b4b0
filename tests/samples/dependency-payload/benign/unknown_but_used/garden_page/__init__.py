import orvexlim


def page(plants):
    return orvexlim.render(plant.name for plant in plants)
