#!/usr/bin/env bash
# Tests against a real Slurm on this machine: installs it (Debian, as root), starts a cluster of one node in a temporary folder,
# runs the tests of the category Slurm, and ends what it started.
#   tests/slurm.sh [more arguments for dotnet test]
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || { echo "A cluster is started as root." >&2; exit 1; }
if ! command -v slurmctld slurmd sbatch munged >/dev/null; then
  echo "Installing slurmctld, slurmd, slurm-client and munge."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurmctld slurmd slurm-client munge >/dev/null
fi

folder=$(mktemp -d)
mkdir "$folder/spool" "$folder/state" "$folder/log"
host=$(hostname)
cat > "$folder/slurm.conf" <<CONF
ClusterName=hodl
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldLogFile=$folder/log/ctld.log
SlurmdLogFile=$folder/log/d.log
SlurmctldPidFile=$folder/ctld.pid
SlurmdPidFile=$folder/d.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=2,sched_interval=2,requeue_setup_env_fail
ReturnToService=2
KillWait=5
MessageTimeout=10
SlurmdTimeout=15
JobAcctGatherType=jobacct_gather/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF

end() {
  scancel --quiet --partition=main 2>/dev/null || true
  for _ in $(seq 20); do [ -n "$(squeue --noheader 2>/dev/null)" ] || break; sleep 1; done # or their processes outlive the cluster
  for pid in d ctld munge; do
    if [ -f "$folder/$pid.pid" ]; then kill "$(cat "$folder/$pid.pid")" 2>/dev/null || true; fi
  done
  sleep 2
  rm -rf "$folder"
}
trap end EXIT

# munged asks for folders that nobody else can write.
chown munge: "$folder"
chmod 755 "$folder"
head -c 1024 /dev/urandom > "$folder/munge.key"
chown munge: "$folder/munge.key"
chmod 400 "$folder/munge.key"
su munge -s /bin/sh -c "munged --key-file='$folder/munge.key' --socket='$folder/munge.socket' --pid-file='$folder/munge.pid' --log-file='$folder/munge.log' --seed-file='$folder/munge.seed'"
export SLURM_CONF=$folder/slurm.conf HODL_SLURM=$folder
slurmctld
slurmd
for _ in $(seq 30); do
  sinfo --noheader --format=%T 2>/dev/null | grep -q idle && break
  sleep 1
done
sinfo
dotnet test tests/Server.Tests -c Release --nologo --filter Category=Slurm --logger "console;verbosity=normal" "$@"
