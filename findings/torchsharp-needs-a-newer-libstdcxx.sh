#!/usr/bin/env bash
# TorchSharp 0.107.0 (NuGet, linux-x64): its native library needs a newer libstdc++ than Debian 12 has, a system that .NET 10
# supports, while the libtorch 2.10 that it is made for does not. Loading fails there with "version `GLIBCXX_3.4.32' not found".
# A good engineer would take two packages that belong together to need the same system, and the wrapper to need no more than
# the library that it wraps.
#
# Needs the .NET 10 SDK and readelf. Seen:
#   TorchSharp 0.107.0   libLibTorchSharp.so  GLIBCXX_3.4.32  (GCC 13)
#   libtorch 2.10.0    libtorch_cpu.so      GLIBCXX_3.4.26  (GCC 9)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > probe.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="0.107.0" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="2.10.0" />
  </ItemGroup>
</Project>
X
dotnet restore -v quiet || exit 1
packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
newest() { readelf -V "$1" 2>/dev/null | grep -oE 'GLIBCXX_[0-9.]+' | sort -Vu | tail -1; }
wrapper=$(find "$packages/torchsharp/0.107.0/runtimes/linux-x64" -name libLibTorchSharp.so)
library=$(find "$packages/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64" -name libtorch_cpu.so | head -1)
wrapper_needs=$(newest "$wrapper") library_needs=$(newest "$library")
echo "TorchSharp 0.107.0 libLibTorchSharp.so needs $wrapper_needs"
echo "libtorch 2.10.0  libtorch_cpu.so     needs $library_needs"
# Debian 12 and Ubuntu 22.04 end at GLIBCXX_3.4.30.
[ "$(printf '%s\nGLIBCXX_3.4.30\n' "$wrapper_needs" | sort -V | tail -1)" != GLIBCXX_3.4.30 ] \
  && [ "$(printf '%s\nGLIBCXX_3.4.30\n' "$library_needs" | sort -V | tail -1)" = GLIBCXX_3.4.30 ] \
  || { echo "This has changed."; exit 1; }
