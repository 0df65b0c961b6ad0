"""The lunar calendar of Viet Nam from the sky: an independent check of what a package tabulates.

New moons and the sun's longitude after J. Meeus, Astronomical Algorithms (chapters 25 and 49,
shortened series: within minutes of time), in the days of UTC+7.
"""

import datetime as dt
import math

_J2000 = 2451545.0
_EPOCH = 2440587.5  # 1/1/1970, midnight in Greenwich
_ZONE = 7 / 24
_DELTA_T = 70 / 86_400  # between the time of the sky and that of clocks, in our years
_MONTH = 29.530588861


def new_moon(k: int) -> float:
    """Return the instant of the k-th new moon after January 2000, as a Julian date in UT."""
    t = k / 1236.85
    mean = 2451550.09766 + _MONTH * k + 0.00015437 * t * t
    sun = math.radians(2.5534 + 29.10535670 * k)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    latitude = math.radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    e = 1 - 0.002516 * t
    terms = (
        -0.40720 * math.sin(moon),
        0.17241 * e * math.sin(sun),
        0.01608 * math.sin(2 * moon),
        0.01039 * math.sin(2 * latitude),
        0.00739 * e * math.sin(moon - sun),
        -0.00514 * e * math.sin(moon + sun),
        0.00208 * e * e * math.sin(2 * sun),
        -0.00111 * math.sin(moon - 2 * latitude),
        -0.00057 * math.sin(moon + 2 * latitude),
    )
    return mean + sum(terms) - _DELTA_T


def sun_longitude(julian: float) -> float:
    """Return the sun's apparent longitude in degrees at a Julian date."""
    t = (julian - _J2000) / 36525
    anomaly = math.radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * math.sin(anomaly) + 0.019993 * math.sin(2 * anomaly)
    centre += 0.000289 * math.sin(3 * anomaly)
    node = math.radians(125.04 - 1934.136 * t)
    return (280.46646 + 36000.76983 * t + centre - 0.00569 - 0.00478 * math.sin(node)) % 360


def day_of(julian: float) -> dt.date:
    """Return the day in Viet Nam in which an instant lies."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=math.floor(julian + _ZONE - _EPOCH))


def _midnight(day: dt.date) -> float:
    """Return the Julian date of the midnight in Viet Nam with which `day` begins."""
    return (day - dt.date(1970, 1, 1)).days + _EPOCH - _ZONE


def first_days(around: dt.date, months: int) -> list[dt.date]:
    """Return the first days of the lunar months, beginning with that of `around`."""
    k = round((around - dt.date(2000, 1, 6)).days / _MONTH) - 1
    while day_of(new_moon(k + 1)) <= around:
        k += 1
    return [day_of(new_moon(k + n)) for n in range(months)]


def tet(year: int) -> dt.date:
    """Return the first day of the first lunar month.

    The eleventh month holds the winter solstice; of thirteen months before the next such one, the
    first without a mid-point of a sign (a multiple of 30°) is a leap month and bears no number.
    """
    solstice = _solstice(year - 1)
    months = first_days(solstice, 15)
    next_eleventh = first_days(_solstice(year), 1)[0]
    if months.index(next_eleventh) == 12:
        return months[2]
    leap = next(n for n in range(1, 13) if not _has_mid_point(months[n], months[n + 1]))
    return months[2] if leap > 2 else months[3]


def lunar_day(year: int, month: int, day: int) -> dt.date:
    """Return a day of the first months of a lunar year, where no leap month comes between."""
    return first_days(tet(year), month)[month - 1] + dt.timedelta(days=day - 1)


def _solstice(year: int) -> dt.date:
    day = dt.date(year, 12, 19)
    while not sun_longitude(_midnight(day)) <= 270 < sun_longitude(_midnight(day) + 1):
        day += dt.timedelta(days=1)
    return day


def _has_mid_point(first: dt.date, following: dt.date) -> bool:
    begin, end = sun_longitude(_midnight(first)), sun_longitude(_midnight(following))
    return int(begin // 30) != int(end // 30)
