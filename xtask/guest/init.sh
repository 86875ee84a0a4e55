#!/bin/sh
# The guest's first process. Its root is the host's, read-only; it lays memory over it, brings up what Chromium and libusb
# expect of a system, runs run.sh of the folder OAK_RUN, leaves its status there and switches the guest off.
set -eu
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

if [ "${1-}" != inside ]; then
  # /mnt exists on every system and holds nothing that is needed here.
  mount -t tmpfs -o mode=755 none /mnt
  mkdir /mnt/upper /mnt/work /mnt/root
  mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work none /mnt/root
  exec chroot /mnt/root /bin/sh "$0" inside
fi

mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts none /dev/pts
for folder in /dev/shm /run /tmp; do
  mount -t tmpfs -o mode=1777 none "$folder"
done
# What is written below OAK_OUT is written on the host.
mkdir -p "$OAK_OUT"
mount -t hostfs -o "$OAK_OUT" none "$OAK_OUT"
ip link set lo up
ln -sf /proc/self/fd /dev/fd
hostname guest 2>/dev/null || true

# Chromium and libusb hear of devices from udev.
for udevd in /usr/lib/systemd/systemd-udevd /lib/systemd/systemd-udevd /sbin/udevd; do
  [ -x "$udevd" ] && break
done
"$udevd" --daemon
udevadm settle --timeout=10 || true

# What hangs, a moment before the guest is killed: tasks that wait for the kernel, where they wait, and its last messages.
last_words() {
  sleep "$OAK_SECS"
  echo "the guest is about to be killed; what waits in its kernel:"
  for task in /proc/[0-9]*/task/[0-9]*; do
    case $(cat "$task/stat" 2>/dev/null) in
      *") D "*) echo "$task $(cat "$task/comm") $(cat "$task/wchan")" ;;
    esac
  done
  echo w >/proc/sysrq-trigger
  dmesg | tail -n 150
  cat /sys/devices/platform/vhci_hcd.0/status
}
last_words &

status=0
/bin/sh "$OAK_RUN/run.sh" || status=$?
echo "$status" >"$OAK_RUN/status"
sync
echo o >/proc/sysrq-trigger
# Switching off takes a moment, and the first process must not end before.
sleep 60
