"""Tells on what kind of machine it runs."""
KINDS = ["vmware", "virtualbox", "kvm", "xen", "qemu"]


def kind(product):
    return next((one for one in KINDS if one in product.lower()), "physical")
