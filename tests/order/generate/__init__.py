"""Orders as WooCommerce would make them, at random and seeded: ``carts`` throws the dice, ``woocommerce`` does the
shop's arithmetic, ``refunds`` gives back, ``kinds`` makes of it the shapes of orders and says what must become of each.
"""

from .kinds import KINDS as KINDS
from .kinds import Made as Made
from .kinds import generate as generate
