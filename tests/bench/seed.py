"""A province's worth of assignments, put straight into the tables of tasks."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import psycopg

from common import clock
from tests.bench.sizes import Size

FIRST_AGENCY: Final = 1_000_000
"""Seeded agencies are numbered from here, out of the way of registered ones."""

PLANS: Final = 5
_FAR: Final = dt.timedelta(days=200)
"""No deadline is nearer, or the scheduler would be busy with reminders."""

# Two of three duties are dated, one of five agencies has finished its own, and each duty names as
# many parties as a class of communes has.
_AGENCIES: Final = """
    INSERT INTO agency (id, slug, name, kind, active, version, folded)
    SELECT id, 'xa-' || id, 'Ủy ban nhân dân xã số ' || id, 'commune', true, 0, 'uy ban xa ' || id
    FROM unnest(%(agencies)s::bigint[]) AS id ON CONFLICT DO NOTHING
"""
_PLANS: Final = """
    INSERT INTO plan (id, number, title, assigner_agency_id, actor_id, actor_name, event_id,
                      fanned_out_at)
    SELECT n, n || '/KH-UBND', 'Kế hoạch phát triển kinh tế - xã hội số ' || n, %(assigner)s, 1,
           'coordinator', 'seed-' || n, now()
    FROM generate_series(1, %(plans)s) AS n
"""
_ITEMS: Final = """
    INSERT INTO plan_item (plan_id, key, label, text, output, bindingness, span_start, span_end,
                           phrase, operator, stated_on, last_safe_day, folded, parties,
                           party_count, fanned_out)
    SELECT 1 + n %% %(plans)s, 'k' || n, 'II.' || n,
           'Rà soát, thống kê và báo cáo kết quả thực hiện nhiệm vụ số ' || n
           || ' trên địa bàn; tuyên truyền, phổ biến đến từng thôn, tổ dân phố.',
           'Báo cáo kết quả', 'order', 0, 100, 'trước ngày', 'before',
           day, CASE WHEN n %% 3 > 0 THEN day - 1 END, 'ra soat ' || n, parties, 3321, 3321
    FROM (SELECT jsonb_agg(jsonb_build_array('executing', n)) AS parties
          FROM generate_series(1, 3321) AS n) AS class,
         (SELECT n, %(first_day)s::date + n %% 300 AS day
          FROM generate_series(1, %(items)s) AS n) AS numbered
"""
_ASSIGNMENTS: Final = """
    INSERT INTO assignment (plan_id, item_id, agency_id, assigner_agency_id, role, bindingness,
                            work_state, review_state, due_on, urgency, submitted_on,
                            standing_when_submitted, completed_at, created_at, updated_at, version)
    SELECT item.plan_id, item.id, agency_id, %(assigner)s, 'executing', 'order',
           CASE WHEN done THEN 'completed' ELSE 'not_started' END,
           CASE WHEN done THEN 'approved' ELSE 'none' END,
           item.last_safe_day,
           CASE WHEN done THEN '9999-12-31' ELSE coalesce(item.last_safe_day, '9999-12-30') END,
           CASE WHEN done THEN current_date END, CASE WHEN done THEN 'on_track' END,
           CASE WHEN done THEN now() END, now(), now(), 1
    FROM plan_item AS item,
         LATERAL (SELECT agency_id, agency_id %% 5 = 0 AND agency_id >= %(seeded)s AS done
                  FROM unnest(%(agencies)s::bigint[]) AS agency_id) AS given
    ORDER BY item.id, agency_id
"""


def fill(url: str, size: Size, assigner_id: int, office_ids: Sequence[int]) -> int:
    """Give `size.items` duties to `size.agencies` agencies, `office_ids` among them.

    `url` is libpq's, of a migrated database of tasks without plans. All that the offices have is
    not started. Returns the number of assignments.
    """
    others = range(FIRST_AGENCY, FIRST_AGENCY + size.agencies - len(office_ids))
    values = {
        "agencies": [*office_ids, *others],
        "assigner": assigner_id,
        "first_day": clock.today() + _FAR,
        "items": size.items,
        "plans": PLANS,
        "seeded": FIRST_AGENCY,
    }
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.transaction():
            for statement in (_AGENCIES, _PLANS, _ITEMS, _ASSIGNMENTS):
                connection.execute(statement, values)
        connection.execute("VACUUM ANALYZE")
    return size.items * size.agencies


def open_duties(url: str, agency_id: int) -> list[int]:
    """Return the ids of what the agency has not begun, in order."""
    query = "SELECT id FROM assignment WHERE agency_id = %s AND version = 1 ORDER BY id"
    with psycopg.connect(url) as connection:
        return [number for (number,) in connection.execute(query, [agency_id])]
