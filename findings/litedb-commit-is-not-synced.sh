#!/usr/bin/env bash
# LiteDB 5.0.21 (NuGet): a committed transaction is not on the disk. Neither Commit nor an insert without a transaction calls
# fsync or fdatasync on the log file; only a checkpoint (every 1000 pages, at Dispose, or on demand) does, on the data file.
# A good engineer would take "write-ahead log" and "ACID" to mean that a power cut after Commit loses nothing.
#
# Needs the .NET 10 SDK and strace. Seen (.NET 10, Linux x64, ext4):
#   100 commits: 0 syncs
#   100 inserts: 0 syncs
#   1 checkpoint: at least 1 sync
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > probe.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="LiteDB" Version="5.0.21" /></ItemGroup>
</Project>
X
cat > Program.cs <<'X'
using LiteDB;
// Marks in the trace: the names of files that are looked for.
void Mark(string name) => File.Exists("/mark-" + name);
using var database = new LiteDatabase(args[0]);
var runs = database.GetCollection("runs");
runs.Insert(new BsonDocument { ["first"] = 1 });
Mark("commits");
for (var i = 0; i < 100; i++)
{
    database.BeginTrans();
    runs.Insert(new BsonDocument { ["number"] = i });
    database.Commit();
}
Mark("inserts");
for (var i = 0; i < 100; i++)
{
    runs.Insert(new BsonDocument { ["number"] = i });
}
Mark("checkpoint");
database.Checkpoint();
Mark("end");
X
dotnet build -c Release -v quiet --nologo > build.log || { cat build.log; exit 1; }
strace -f -qq -e trace=%file,fsync,fdatasync -o trace dotnet bin/Release/net10.0/probe.dll "$folder/probe.db"
syncs() { awk -v from="/mark-$1" -v to="/mark-$2" 'index($0, from) { inside = 1 } index($0, to) { inside = 0 } inside && /f(data)?sync\(/ { n++ } END { print n + 0 }' trace; }
grep -q /mark-commits trace && grep -q /mark-end trace || { echo "The marks are not in the trace."; exit 1; }
commits=$(syncs commits inserts) inserts=$(syncs inserts checkpoint) checkpoint=$(syncs checkpoint end)
echo "LiteDB 5.0.21: 100 commits: $commits syncs; 100 inserts: $inserts syncs; 1 checkpoint: $checkpoint syncs"
[ "$commits" = 0 ] && [ "$inserts" = 0 ] && [ "$checkpoint" -ge 1 ] || { echo "This has changed."; exit 1; }
