"""ODT: content.xml read directly, lists numbered as LibreOffice prints them."""

from services.plans.extract.reading.odt.reader import read_odt

__all__ = ["read_odt"]
