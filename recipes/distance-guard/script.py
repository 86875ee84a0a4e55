# Switches a pin while something is closer than the distance.
import GPIO

DISTANCE = 1000
HYSTERESIS = 100
PIN = 40

GPIO.setup(PIN, GPIO.OUT, GPIO.PULL_DOWN)
GPIO.write(PIN, False)
close = False
while True:
    places = node.io["field"].get().spatialLocations
    measured = [place.spatialCoordinates.z for place in places if place.spatialCoordinates.z > 0]
    # Nothing measured is no reason to switch in either direction.
    if not measured:
        continue
    nearest = min(measured)
    limit = DISTANCE + HYSTERESIS if close else DISTANCE
    if close != (nearest < limit):
        close = not close
        GPIO.write(PIN, close)
        node.warn("%s at %d mm" % ("On" if close else "Off", nearest))
