"""Writes the motion sensor's measurements to a file: python host.py CAMERA_ADDRESS [FILE]"""
import socket
import sys

PORT = 5000
COLUMNS = "microseconds,x_m_per_s2,y_m_per_s2,z_m_per_s2,x_rad_per_s,y_rad_per_s,z_rad_per_s\n"

camera = sys.argv[1]
name = sys.argv[2] if len(sys.argv) > 2 else "imu.csv"
with socket.create_connection((camera, PORT), timeout=10) as link, link.makefile() as lines:
    with open(name, "w") as file:
        file.write(COLUMNS)
        for number, line in enumerate(lines, 1):
            file.write(line)
            if number % 100 == 0:
                file.flush()
                print("%s: %d measurements" % (name, number), flush=True)
