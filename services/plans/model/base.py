"""The declarative base of the service's tables."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from common.db import NAMES


class Base(DeclarativeBase):
    """Parent of every table of the plans service."""

    metadata = MetaData(naming_convention=NAMES)
