-- What one act on an assignment writes at least: the same rows as services.tasks writes, in one transaction.
\set id random(:first, :rows)
BEGIN;
UPDATE assignment SET work_state = 'in_progress', updated_at = now(), version = version + 1
WHERE id = :id RETURNING version \gset
INSERT INTO history (assignment_id, version, at, action, actor_id, actor_name, actor_agency_id, note, cause, snapshot, hash)
VALUES (:id, :version, now(), 'update', 7, 'officer', 5, repeat('n', 80), 'request:0123456789abcdef',
        '{"work_state": "in_progress", "due_on": null}', repeat('0', 64));
INSERT INTO outbox (event_id, type, subject, version, body, created_at, attempts)
VALUES (gen_random_uuid(), 'dondoc.assignment.state_changed.v1', :id, :version, repeat('x', 1200), now(), 0);
INSERT INTO idempotency (caller, key, fingerprint, status, headers, body, created_at)
VALUES ('7', gen_random_uuid(), repeat('f', 64), 200, '{}', repeat('x', 1500), now());
NOTIFY outbox;
COMMIT;
