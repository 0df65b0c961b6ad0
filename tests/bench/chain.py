"""The hops from one service's commit to another's, bare: NOTIFY, publish, consume, commit."""

import queue
import threading
import time
from typing import Final

import pika
import psycopg

from common.bus.topology import EXCHANGE
from tests.bench import relays

_WAIT_S: Final = 10.0
_IDLE_S: Final = 0.5


class Chain:
    """Two threads, as the relay of one service and the consumer of another."""

    def __init__(self, database_url: str, broker_url: str) -> None:
        self._database_url = database_url.replace("+psycopg", "")
        self._broker_url = broker_url
        self._done: queue.Queue[float] = queue.Queue()
        self._stop = threading.Event()
        self._sender = psycopg.connect(self._database_url)
        self._sender.execute("CREATE TABLE sent (id int)")
        self._sender.execute("CREATE TABLE received (id int)")
        self._sender.commit()
        relays.prepare_queue(broker_url)
        self._threads = [threading.Thread(target=run) for run in (self._publish, self._consume)]
        for thread in self._threads:
            thread.start()
        time.sleep(_IDLE_S)

    def milliseconds(self, count: int, pause_s: float) -> list[float]:
        """Commit `count` times; returns the time from each commit to its receiver's."""
        found = []
        for number in range(count):
            self._sender.execute("INSERT INTO sent VALUES (%s)", [number])
            self._sender.execute("NOTIFY chain")
            self._sender.commit()
            committed = time.perf_counter()
            found.append(1000 * (self._done.get(timeout=_WAIT_S) - committed))
            time.sleep(pause_s)
        return found

    def close(self) -> None:
        """End both threads."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._sender.close()

    def _publish(self) -> None:
        with (
            pika.BlockingConnection(pika.URLParameters(self._broker_url)) as connection,
            psycopg.connect(self._database_url, autocommit=True) as listener,
        ):
            channel = connection.channel()
            channel.confirm_delivery()
            listener.execute("LISTEN chain")
            persistent = pika.BasicProperties(delivery_mode=pika.DeliveryMode.Persistent.value)
            while not self._stop.is_set():
                for _ in listener.notifies(timeout=_IDLE_S, stop_after=1):
                    channel.basic_publish(EXCHANGE, relays.TYPE, relays.BODY.encode(), persistent)

    def _consume(self) -> None:
        with (
            pika.BlockingConnection(pika.URLParameters(self._broker_url)) as connection,
            psycopg.connect(self._database_url) as receiver,
        ):
            channel = connection.channel()
            for method, _, _ in channel.consume(relays.QUEUE, inactivity_timeout=_IDLE_S):
                if method is not None:
                    receiver.execute("INSERT INTO received VALUES (1)")
                    receiver.commit()
                    self._done.put(time.perf_counter())
                    channel.basic_ack(method.delivery_tag)
                if self._stop.is_set():
                    return
