"""MQTT of the simulated EC20 against a real broker: mosquitto from $ATMODEM_MOSQUITTO or the search path."""

import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from modemsim.simulator import Pipe
from ports import free_port

CONFIGURATION = """
per_listener_settings true
listener {plain} 127.0.0.1
allow_anonymous true
listener {guarded} 127.0.0.1
allow_anonymous false
password_file {folder}/passwords
listener {tls} 127.0.0.1
allow_anonymous true
cafile {folder}/ca.pem
certfile {folder}/server.pem
keyfile {folder}/server.key
listener {mutual} 127.0.0.1
allow_anonymous true
require_certificate true
cafile {folder}/ca.pem
certfile {folder}/server.pem
keyfile {folder}/server.key
"""
LISTENERS = {"plain": 1883, "guarded": 1884, "tls": 8883, "mutual": 8884}      # and the ports the module knows them by


def make_certificates(folder):
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test authority", "-days", "2")
    openssl("req", "-x509", *key, "-keyout", "other.key", "-out", "other.pem", "-subj", "/CN=other authority", "-days", "2")
    for name in ("server", "client"):
        openssl("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.request", "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", f"{name}.request", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-out", f"{name}.pem", "-days", "2")


class Broker:
    """mosquitto with its listeners; ``routes`` lead the module there."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.ports = {name: free_port() for name in LISTENERS}
        self.routes = [f"broker.test:{LISTENERS[name]}=127.0.0.1:{port}" for name, port in self.ports.items()]
        make_certificates(folder)
        subprocess.run([shutil.which("mosquitto_passwd") or Path(program).with_name("mosquitto_passwd"), "-b", "-c",
                        folder / "passwords", "alice", "secret"], check=False, capture_output=True)
        (folder / "passwords").touch()
        for file in folder.iterdir():
            file.chmod(0o644)
        folder.chmod(0o755)
        (folder / "conf").write_text(CONFIGURATION.format(folder=folder, **self.ports) + "user root\n")
        self.process = None

    def start(self):
        self.process = subprocess.Popen([self.program, "-c", self.folder / "conf"], stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.ports["mutual"])).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("mosquitto does not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    program = os.environ.get("ATMODEM_MOSQUITTO") or shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if not program or not shutil.which("openssl"):
        warnings.warn("MQTT of the simulated EC20 is NOT tested: no mosquitto or no openssl", stacklevel=1)
        pytest.skip("mosquitto or openssl is missing")
    broker = Broker(program, tmp_path_factory.mktemp("broker"))
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def modem(running):
    with Pipe("ec20", route=running.routes, set={"urcport": "uart1"}) as pipe:
        pipe.feed(b"ATE0\r")
        yield pipe


def ask(modem, line, wanted=b"OK\r\n", timeout=5.0):
    """What is said from the command until the wanted end of it."""
    said = modem.feed(line + b"\r" if isinstance(line, bytes) else b"".join(line))
    return said if wanted in said else said + modem.until(wanted, timeout)


def connected(modem, name, index=0, port=1883, settings=()):
    for setting in (b'"version",%d,4', b'"recv/mode",%d,0,1', *settings):
        assert ask(modem, b"AT+QMTCFG=" + setting % index) == b"\r\nOK\r\n"
    ask(modem, b'AT+QMTOPEN=%d,"broker.test",%d' % (index, port), b"+QMTOPEN: %d,0\r\n" % index)
    ask(modem, b'AT+QMTCONN=%d,"%s"' % (index, name), b"+QMTCONN: %d,0,0\r\n" % index)


def publish(modem, payload, message_id=1, qos=1, retain=0, topic=b"t", index=0):
    command = b'AT+QMTPUBEX=%d,%d,%d,%d,"%s",%d' % (index, message_id, qos, retain, topic, len(payload))
    assert ask(modem, command, b"> ").endswith(b"\r\n> ")
    return ask(modem, [payload], b"+QMTPUBEX: %d,%d,0\r\n" % (index, message_id))


def subscribe(modem, topics, message_id=1, index=0):
    return ask(modem, b"AT+QMTSUB=%d,%d,%s" % (index, message_id, topics), b"+QMTSUB: %d,%d," % (index, message_id))


def test_a_session_from_open_to_disconnect(modem):
    assert ask(modem, b'AT+QMTCFG="version",0,4') == b"\r\nOK\r\n"
    assert ask(modem, b'AT+QMTOPEN=0,"broker.test",1883', b"+QMTOPEN: 0,0\r\n") == b"\r\nOK\r\n\r\n+QMTOPEN: 0,0\r\n"
    assert ask(modem, b"AT+QMTOPEN?") == b'\r\n+QMTOPEN: 0,"broker.test",1883\r\n\r\nOK\r\n'
    assert ask(modem, b'AT+QMTCONN=0,"one"', b"+QMTCONN: 0,0,0\r\n") == b"\r\nOK\r\n\r\n+QMTCONN: 0,0,0\r\n"
    assert ask(modem, b"AT+QMTCONN?") == b"\r\n+QMTCONN: 0,3\r\n\r\nOK\r\n"
    assert ask(modem, b'AT+QMTSUB=0,1,"in/#",2,"other",0', b"+QMTSUB: 0,1,0,2,0\r\n") == b"\r\nOK\r\n\r\n+QMTSUB: 0,1,0,2,0\r\n"
    assert ask(modem, b'AT+QMTPUBEX=0,2,1,0,"out",5', b"> ") == b"\r\n> "
    assert ask(modem, [b"hello"], b"+QMTPUBEX: 0,2,0\r\n") == b"\r\nOK\r\n\r\n+QMTPUBEX: 0,2,0\r\n"
    assert ask(modem, b'AT+QMTUNS=0,3,"in/#"', b"+QMTUNS: 0,3,0\r\n") == b"\r\nOK\r\n\r\n+QMTUNS: 0,3,0\r\n"
    assert ask(modem, b"AT+QMTDISC=0", b"+QMTDISC: 0,0\r\n") == b"\r\nOK\r\n\r\n+QMTDISC: 0,0\r\n"
    assert ask(modem, b"AT+QMTCLOSE=0", b"\r\n") == b"\r\nERROR\r\n"


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_any_bytes_pass_both_ways(modem, qos):
    payload = bytes(range(256)) + b'"\r\nOK\r\n+QMTSTAT: 0,1\r\n\x1a'
    connected(modem, b"bytes")
    subscribe(modem, b'"t",%d' % qos)
    said = publish(modem, payload, 7 if qos else 0, qos)
    received = b',"t",%d,"%s"\r\n' % (len(payload), payload)
    assert received in said or received in said + modem.until(received)


def test_a_payload_that_ctrl_z_ends_or_esc_cancels(modem):
    connected(modem, b"z")
    subscribe(modem, b'"t",1')
    assert ask(modem, b'AT+QMTPUB=0,0,0,0,"t"', b"> ") == b"\r\n> "
    assert b',"t",3,"abc"\r\n' in ask(modem, [b"abc\x1a"], b'"abc"\r\n')
    ask(modem, b'AT+QMTPUB=0,0,0,0,"t"', b"> ")
    assert modem.feed(b"abc\x1b") == b"\r\nOK\r\n"
    ask(modem, b'AT+QMTPUB=0,4,1,0,"t",3', b"> ")
    assert b"\r\n+QMTPUB: 0,4,0\r\n" in ask(modem, [b"a\x1ab"], b"+QMTPUB: 0,4,0\r\n")


def test_payload_is_echoed_like_a_command(modem):
    connected(modem, b"echo")
    modem.feed(b"ATE1\r")
    command = b'AT+QMTPUBEX=0,0,0,0,"t",5\r'
    assert modem.feed(command) == command + b"\r\n> "
    assert modem.feed(b"hello").startswith(b"hello\r\nOK\r\n")


@pytest.mark.parametrize("mode, line", [
    (b"0,0", b'\r\n+QMTRECV: 0,0,"t","he"lo"\r\n'),
    (b"0,1", b'\r\n+QMTRECV: 0,0,"t",5,"he"lo"\r\n'),
    (b"1,0", b"\r\n+QMTRECV: 0,0\r\n"),
])
def test_a_message_is_told_as_the_mode_wants(modem, mode, line):
    connected(modem, b"modes", settings=[b'"recv/mode",%%d,%s' % mode])
    subscribe(modem, b'"t",0')
    ask(modem, b'AT+QMTPUBEX=0,0,0,0,"t",5', b"> ")
    assert line in ask(modem, [b'he"lo'], b"+QMTRECV: 0,0") + modem.feed(b"", 0.01)


def test_stored_messages_wait_in_five_slots(modem):
    connected(modem, b"store", settings=[b'"recv/mode",%d,1,1'])
    subscribe(modem, b'"t",0')
    for number in range(6):
        publish(modem, b"message %d" % number, 0, 0)
        time.sleep(0.01)
        modem.feed(b"", 0.01)
    assert ask(modem, b"AT+QMTRECV?") == b"\r\n+QMTRECV: 0,1,1,1,1,1\r\n\r\nOK\r\n"
    assert ask(modem, b"AT+QMTRECV=0,1") == b'\r\n+QMTRECV: 0,0,"t",9,"message 1"\r\n\r\nOK\r\n'
    assert ask(modem, b"AT+QMTRECV=0,1") == b"\r\nOK\r\n"
    assert ask(modem, b"AT+QMTRECV=0").count(b"+QMTRECV: ") == 4
    assert ask(modem, b"AT+QMTRECV?") == b"\r\n+QMTRECV: 0,0,0,0,0,0\r\n\r\nOK\r\n"


def test_six_clients_at_once(modem):
    for index in range(6):
        connected(modem, b"six%d" % index, index)
        assert b",0,1\r\n" in subscribe(modem, b'"six",1', index=index) + modem.feed(b"", 0.01)
    said = publish(modem, b"all", topic=b"six")
    while said.count(b"+QMTRECV: ") < 6:
        said += modem.until(b"+QMTRECV: ")
    assert ask(modem, b"AT+QMTCONN?").count(b",3\r\n") == 6


def test_a_wrong_password_is_refused_and_ends_the_link(modem):
    ask(modem, b'AT+QMTCFG="version",0,4')
    ask(modem, b'AT+QMTOPEN=0,"broker.test",1884', b"+QMTOPEN: 0,0\r\n")
    said = ask(modem, b'AT+QMTCONN=0,"bad","alice","wrong"', b"+QMTSTAT: ")
    assert said.startswith(b"\r\nOK\r\n\r\n+QMTCONN: 0,0,5\r\n\r\n+QMTSTAT: ")
    modem.feed(b"", 0.1)
    assert ask(modem, b'AT+QMTCONN=0,"bad"', b"\r\n") == b"\r\nERROR\r\n"
    ask(modem, b'AT+QMTOPEN=0,"broker.test",1884', b"+QMTOPEN: 0,0\r\n")
    ask(modem, b'AT+QMTCONN=0,"good","alice","secret"', b"+QMTCONN: 0,0,0\r\n")


@pytest.mark.parametrize("host, result", [(b"nowhere.test", 4), (b"broker.test", 5)])
def test_links_that_cannot_be_opened(modem, host, result):
    ask(modem, b'AT+QMTOPEN=0,"%s",1' % host, b"+QMTOPEN: 0,%d\r\n" % result)
    assert ask(modem, b"AT+QMTOPEN?") == b"\r\nOK\r\n"


def test_a_client_in_use_and_no_network(modem):
    connected(modem, b"busy")
    ask(modem, b'AT+QMTOPEN=0,"broker.test",1883', b"+QMTOPEN: 0,2\r\n")
    assert ask(modem, b'AT+QMTCFG="version",0,3', b"\r\n") == b"\r\nERROR\r\n"
    modem.request("registration 2")
    assert b"\r\n+QMTSTAT: 0,7\r\n" in modem.feed()
    ask(modem, b'AT+QMTOPEN=0,"broker.test",1883', b"+QMTOPEN: 0,3\r\n")


def test_message_ids_go_with_the_qos(modem):
    connected(modem, b"ids")
    for ids in (b"0,1", b"1,0", b"65536,1"):
        assert ask(modem, b'AT+QMTPUBEX=0,%s,0,"t",1' % ids, b"\r\n") == b"\r\nERROR\r\n"


def test_the_last_will_is_published_when_the_link_breaks(modem):
    connected(modem, b"watcher")
    subscribe(modem, b'"state",1')
    connected(modem, b"mortal", 1, settings=[b'"will",%d,1,1,0,"state","gone"'])
    assert b"\r\n+QMTCLOSE: 1,0\r\n" in ask(modem, b"AT+QMTCLOSE=1", b'"state",4,"gone"\r\n')


def test_a_persistent_session_gets_what_it_missed(modem):
    connected(modem, b"keeper", settings=[b'"session",%d,0'])
    subscribe(modem, b'"kept",1')
    ask(modem, b"AT+QMTDISC=0", b"+QMTDISC: 0,0\r\n")
    connected(modem, b"sender", 1)
    publish(modem, b"later", topic=b"kept", index=1)
    ask(modem, b'AT+QMTOPEN=0,"broker.test",1883', b"+QMTOPEN: 0,0\r\n")
    assert b'"kept",5,"later"\r\n' in ask(modem, b'AT+QMTCONN=0,"keeper"', b'"later"\r\n')


def test_a_retained_message_comes_with_the_subscription_and_an_empty_one_clears_it(modem):
    connected(modem, b"retain")
    publish(modem, b"still", retain=1, topic=b"r")
    assert b"still" in ask(modem, b'AT+QMTSUB=0,2,"r",1', b'"still"\r\n')
    ask(modem, b'AT+QMTPUBEX=0,3,1,1,"r",0', b"+QMTPUBEX: 0,3,0\r\n")
    ask(modem, b'AT+QMTUNS=0,4,"r"', b"+QMTUNS: 0,4,0\r\n")
    ask(modem, b'AT+QMTSUB=0,5,"r",1', b"+QMTSUB: 0,5,0,1\r\n")
    assert b"QMTRECV" not in modem.feed(b"", 0.1)


def test_a_second_session_of_the_same_name_ends_the_first(modem):
    connected(modem, b"twin")
    connected(modem, b"twin", 1)
    assert ask(modem, b"AT+QMTCONN?", b"OK\r\n").endswith(b"+QMTCONN: 1,3\r\n\r\nOK\r\n")


def test_unanswered_packets_are_repeated_and_given_up(modem):
    connected(modem, b"stalled", settings=[b'"timeout",%d,2,2,1'])
    modem.request("mqtt-stall 0")
    ask(modem, b'AT+QMTPUBEX=0,9,1,0,"t",1', b"> ")
    modem.feed(b"x")
    assert modem.advance(2.1) == b"\r\n+QMTPUBEX: 0,9,1,1\r\n"
    assert modem.advance(2) == b"\r\n+QMTPUBEX: 0,9,1,2\r\n"
    assert modem.advance(2) == b"\r\n+QMTPUBEX: 0,9,2\r\n\r\n+QMTSTAT: 0,6\r\n"


def test_five_publishes_may_be_unacknowledged(modem):
    connected(modem, b"five")
    modem.request("mqtt-stall 0")
    for message_id in range(1, 6):
        ask(modem, b'AT+QMTPUBEX=0,%d,1,0,"t",1' % message_id, b"> ")
        modem.feed(b"x")
    assert ask(modem, b'AT+QMTPUBEX=0,6,1,0,"t",1', b"\r\n") == b"\r\nERROR\r\n"
    modem.request("mqtt-resume 0")
    modem.until(b"+QMTPUBEX: 0,5,0\r\n")


def test_a_broker_killed_in_mid_session_is_told(running, modem):
    connected(modem, b"orphan")
    running.process.kill()
    running.process.wait()
    try:
        modem.until(b"\r\n+QMTSTAT: 0,1\r\n")
        ask(modem, b'AT+QMTOPEN=0,"broker.test",1883', b"+QMTOPEN: 0,5\r\n")
    finally:
        running.start()
    ask(modem, b'AT+QMTOPEN=0,"broker.test",1883', b"+QMTOPEN: 0,0\r\n")


# -- TLS --

def upload(modem, name, path):
    data = path.read_bytes()
    ask(modem, b'AT+QFUPL="%s",%d,5' % (name, len(data)), b"CONNECT\r\n")
    assert b"+QFUPL: %d," % len(data) in modem.feed(data)


@pytest.mark.parametrize("level, authority, port, own, result", [
    (0, None, 8883, False, 0), (1, "ca.pem", 8883, False, 0), (1, "other.pem", 8883, False, -1), (1, None, 8883, False, -1),
    (2, "ca.pem", 8884, True, 0), (0, None, 1883, False, -1),
])
def test_tls_verifies_as_its_level_says(running, modem, level, authority, port, own, result):
    if authority:
        upload(modem, b"RAM:ca.pem", running.folder / authority)
        ask(modem, b'AT+QSSLCFG="cacert",2,"RAM:ca.pem"')
    if own:
        upload(modem, b"UFS:client.pem", running.folder / "client.pem")
        upload(modem, b"UFS:client.key", running.folder / "client.key")
        ask(modem, b'AT+QSSLCFG="clientcert",2,"client.pem"')
        ask(modem, b'AT+QSSLCFG="clientkey",2,"client.key"')
    ask(modem, b'AT+QSSLCFG="seclevel",2,%d' % level)
    ask(modem, b'AT+QMTCFG="ssl",0,1,2')
    ask(modem, b'AT+QMTOPEN=0,"broker.test",%d' % port, b"+QMTOPEN: 0,%d\r\n" % result)
    if result == 0:
        ask(modem, b'AT+QMTCONN=0,"tls%d"' % level, b"+QMTCONN: 0,0,0\r\n")
        subscribe(modem, b'"tls",1')
        publish(modem, b"over TLS" * 100, topic=b"tls")


def test_a_clock_never_set_fails_every_certificate_unless_ignored(running, modem):
    upload(modem, b"RAM:ca.pem", running.folder / "ca.pem")
    for line in (b'AT+QSSLCFG="cacert",0,"RAM:ca.pem"', b'AT+QSSLCFG="seclevel",0,1', b'AT+QSSLCFG="ignorelocaltime",0,0',
                 b'AT+QMTCFG="ssl",0,1,0'):
        assert ask(modem, line) == b"\r\nOK\r\n"
    ask(modem, b'AT+QMTOPEN=0,"broker.test",8883', b"+QMTOPEN: 0,-1\r\n")
    ask(modem, time.strftime('AT+CCLK="%y/%m/%d,%H:%M:%S+00"', time.gmtime()).encode())
    ask(modem, b'AT+QMTOPEN=0,"broker.test",8883', b"+QMTOPEN: 0,0\r\n")
