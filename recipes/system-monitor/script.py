# Sends the camera's temperature, memory and load to a computer.
import json
import socket

HOST = "192.168.1.10"
PORT = 5000
MEBIBYTE = 1024 * 1024


def memory(usage):
    return {"used": round(usage.used / MEBIBYTE, 1), "total": round(usage.total / MEBIBYTE, 1)}


link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    system = node.io["system"].get()
    report = {
        "celsius": round(system.chipTemperature.average, 1),
        "memory": memory(system.ddrMemoryUsage),
        "load": {
            "css": round(system.leonCssCpuUsage.average, 3),
            "mss": round(system.leonMssCpuUsage.average, 3),
        },
    }
    try:
        link.sendto(json.dumps(report).encode(), (HOST, PORT))
    except OSError as error:
        node.warn("Not sent to %s:%d: %s" % (HOST, PORT, error))
