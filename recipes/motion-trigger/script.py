# Switches a pin while enough points of the picture move.
import GPIO
import time

POINTS = 12
PIXELS = 3
HOLD = 2
PIN = 40

GPIO.setup(PIN, GPIO.OUT, GPIO.PULL_DOWN)
GPIO.write(PIN, False)
places = {}
on, until = False, 0
while True:
    features = node.io["features"].get().trackedFeatures
    now = {feature.id: (feature.position.x, feature.position.y) for feature in features}
    moved = 0
    for number, (x, y) in now.items():
        before = places.get(number)
        if before and abs(x - before[0]) + abs(y - before[1]) >= PIXELS:
            moved += 1
    places = now
    if moved >= POINTS:
        until = time.monotonic() + HOLD
    if on != (time.monotonic() < until):
        on = not on
        GPIO.write(PIN, on)
        node.warn("On: %d points moved" % moved if on else "Off")
