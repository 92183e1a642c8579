"""Does what a test asks for outside the module: restarts the broker, sends and receives as another client, harms the module.

One request a line, one answer line: `ok TEXT` or `error TEXT`. The requests:

    broker start|stop|kill|restart
    web start|stop                     the web server
    web sha256 NAME                    of the file it serves, as hex
    ftp make NAME SIZE                 a file on the FTP server: byte i is i modulo 251
    ftp check NAME                     its size, and its CRC-32 as hex
    ftp cut N...                       break the next transfers behind so many bytes each
    ftp cut_off                        how many it has broken
    vsftpd emptied                     the folder that vsftpd serves, now without files; their names begin with it
    vsftpd check NAME                  as of the other FTP server
    lwm2m registered ID                endpoint, lifetime and links of who registered with this server; waits up to 10 s
    lwm2m updates ID                   how often that registration was updated
    lwm2m read ID PATH                 what the client answers: code, then text
    lwm2m refuse ID | accept ID        registrations from now on
    publish TOPIC QOS RETAIN HEX[*N]   as another client; the bytes N times
    received TOPIC                     the next message another client got on it, as hex; waits up to 10 s
    collect TOPIC                      start a client with a session that stays
    collected TOPIC COUNT              all it got, as hex, as soon as COUNT different messages have come; waits up to 10 s
    ppp new                            another PPP host; the port its line is to be connected to
    ppp open | terminate               agree, the addresses of both ends; end it
    ppp resolve NAME | ping ADDRESS | echo ADDRESS COUNT | tcp ADDRESS
    ppp knock ADDRESS PORT | knock_icmp ADDRESS
    modem LINE                         for the simulated module's own control (tools/modemsim/README.md)
"""

import queue
import socketserver
import threading

import paho.mqtt.client as mqtt
import paho.mqtt.publish
from collector import RECONNECT_S, Collector
from ppp_host import Host

PATIENCE_S = 10


class Witness:
    """A client of the broker that keeps every message, by topic. Retained ones are those of earlier tests: left out."""

    def __init__(self, port):
        self.messages = {}
        self.lock = threading.Lock()
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        self.listening = threading.Event()
        self.client.on_connect = lambda client, *_: client.subscribe("#", 2)
        self.client.on_subscribe = lambda *_: self.listening.set()
        self.client.on_message = lambda _client, _data, message: self._keep(message)
        self.client.reconnect_delay_set(RECONNECT_S, 1)
        self.client.connect_async("127.0.0.1", port)
        self.client.loop_start()
        self.listening.wait(PATIENCE_S)

    def _keep(self, message):
        if not message.retain:
            self._of(message.topic).put(message.payload)

    def _of(self, topic):
        with self.lock:
            return self.messages.setdefault(topic, queue.Queue())

    def next(self, topic):
        """The next message on the topic; queue.Empty when none comes."""
        return self._of(topic).get(timeout=PATIENCE_S)

    def forget(self):
        """Drop what was kept: a new test begins."""
        with self.lock:
            self.messages.clear()

    def stop(self):
        """Leave the broker."""
        self.client.disconnect()
        self.client.loop_stop()


class Control:
    """Answers requests on a loopback port (`address`), in a thread."""

    def __init__(self, servers):
        self.broker = servers.broker
        self.web = servers.web
        self.ftp = servers.ftp
        self.vsftpd = servers.vsftpd
        self.coap = servers.coap
        self.witness = Witness(self.broker.ports["plain"])
        self.simulator = None
        self.ppp = None
        self.collectors = {}
        control = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(control.answer(self.rfile.readline().decode().strip()).encode() + b"\n")

        socketserver.ThreadingTCPServer.daemon_threads = True
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.address = "127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request):
        """Do one request; the answer line."""
        verb, _, rest = request.partition(" ")
        try:
            return f"ok {getattr(self, 'do_' + verb)(rest) or ''}"
        except queue.Empty:
            return f"error nothing came in {PATIENCE_S} s"
        except Exception as error:  # the test gets to know whatever it was
            return f"error {error!r}"

    def do_broker(self, verb):
        """Start, stop, kill or restart the broker."""
        if verb not in ("start", "stop", "kill", "restart"):
            raise ValueError(verb)
        self.witness.listening.clear()
        getattr(self.broker, verb)()
        if self.broker.process is not None:
            self.witness.listening.wait(PATIENCE_S)

    def do_web(self, verb):
        """Start the web server, end it at once, or tell the SHA-256 of what it serves."""
        verb, _, name = verb.partition(" ")
        return {"start": self.web.start, "stop": self.web.stop, "sha256": self.web.sha256}[verb](*name.split())

    def do_ftp(self, rest):
        """Look at the FTP server's files, or break transfers."""
        verb, *words = rest.split()
        return {"make": self.ftp.make, "check": self.ftp.check, "cut": self.ftp.cut, "cut_off": self.ftp.cut_off}[verb](*words)

    def do_vsftpd(self, rest):
        """Look at the files of the other FTP server."""
        verb, *words = rest.split()
        return {"emptied": self.vsftpd.emptied, "check": self.vsftpd.check}[verb](*words)

    def do_lwm2m(self, rest):
        """Look at what registered with the LwM2M servers, read from it, refuse it."""
        verb, number, *path = rest.split()
        return {"registered": self.coap.described, "updates": self.coap.updates, "read": self.coap.read,
                "refuse": self.coap.refuse, "accept": self.coap.accept}[verb](int(number), *path)

    def do_publish(self, rest):
        """Publish as another client."""
        topic, qos, retain, payload = (rest + " ").split(" ")[:4]
        payload, _, times = payload.partition("*")
        payload = bytes.fromhex(payload) * int(times or 1)
        paho.mqtt.publish.single(topic, payload, int(qos), bool(int(retain)), "127.0.0.1", self.broker.ports["plain"])

    def do_received(self, topic):
        """Wait for a message."""
        return self.witness.next(topic).hex()

    def do_collect(self, topic):
        """Collect from now on."""
        if topic in self.collectors:
            self.collectors.pop(topic).stop()
        self.collectors[topic] = collector = Collector(self.broker.ports["plain"], topic)
        if not collector.subscribed.wait(PATIENCE_S):
            raise RuntimeError("not subscribed")

    def do_collected(self, rest):
        """What was collected."""
        topic, count = rest.rsplit(" ", 1)
        return " ".join(payload.hex() for payload in self.collectors[topic].different(int(count), PATIENCE_S))

    def do_ppp(self, rest):
        """Have the PPP host do something."""
        verb, *words = rest.split()
        if verb == "new":
            if self.ppp:
                self.ppp.close()
            self.ppp = Host()
            return self.ppp.port
        return getattr(self.ppp, verb)(*words)

    def do_modem(self, line):
        """Pass a line on to the simulated module."""
        return self.simulator.control(line)

    def stop(self):
        """Stop answering."""
        if self.ppp:
            self.ppp.close()
        for collector in self.collectors.values():
            collector.stop()
        self.witness.stop()
        self.server.shutdown()
        self.server.server_close()
