"""Cost: what a stack costs at rest, in a drill and failed over, from list prices. Pure arithmetic, no cloud, no SDK."""

from lifeboat.cost.estimates import estimate
from lifeboat.cost.model import Estimate, Estimates, Line, Price
from lifeboat.cost.prices import PriceList, PricesError, known_prices, with_own_prices
from lifeboat.cost.quantities import Quantities
from lifeboat.cost.stack import quantities_of

__all__ = [
    "Estimate",
    "Estimates",
    "Line",
    "Price",
    "PriceList",
    "PricesError",
    "Quantities",
    "estimate",
    "known_prices",
    "quantities_of",
    "with_own_prices",
]
