#!/bin/sh
# Writes the host's package for Windows into a folder: package.sh FOLDER VERSION JDK. JDK is the unpacked JDK for Windows (x64), of the
# version that built the host and with its jmods; or a runtime that was linked already. Needs what host/target/dist holds, JAVA_HOME,
# x86_64-w64-mingw32-gcc, wixl and msibuild. The same input gives the same bytes.
set -eu

fail() { echo "package.sh: $1" >&2; exit 1; }

installers=$(CDPATH='' cd -- "${0%/*}/.." && pwd)
# shellcheck source=installers/payload.sh
. "$installers/payload.sh"
jdk=$(CDPATH='' cd -- "$3" && pwd)
sources=$installers/../host/src
TZ=UTC LC_ALL=C.UTF-8
export TZ LC_ALL
case $version in *[!0-9.]*) fail "Windows knows versions of numbers only, not $version." ;; esac

major() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"; }
if [ -f "$jdk/jmods/java.base.jmod" ]; then
  "${JAVA_HOME:?}/bin/java" "$sources/build/MakeRuntime.java" "$work" "$jdk/jmods" >&2
  runtime=$work/dist/runtime
elif [ -f "$jdk/bin/javac.exe" ]; then
  fail "$jdk has no jmods. Its maker has them in an archive of their own: put them into $jdk/jmods."
elif [ -f "$jdk/bin/java.exe" ]; then
  runtime=$jdk
else
  fail "$jdk is no JDK for Windows."
fi
[ "$(major "$runtime")" = "$(major "$host/dist/runtime")" ] || fail "$jdk is of another version than the host's Java."
pe=$(od -An -tu4 -j60 -N4 "$runtime/bin/java.exe")
[ "$(od -An -tx2 -j$((pe + 4)) -N2 "$runtime/bin/java.exe")" = " 8664" ] || fail "$jdk is not for x64."

# Without a console of its own, for what Windows Installer starts: it would open a window for another.
for flag in '' -mwindows; do
  # shellcheck disable=SC2086 # nothing or one word
  x86_64-w64-mingw32-gcc -std=c17 -O2 -Wall -Wextra -Wpedantic -Werror -municode -static -s -Wl,--no-insert-timestamp $flag \
    -o "$payload/$name${flag:+w}.exe" "$sources/main/c/launcher-windows.c"
done
cp -RL -- "$runtime" "$payload/runtime"
cp -- "$host/dist/companion-host.jar" "$payload"
cp -R -- "$installers/licences" "$payload/licences"
cp -- "$host/bom.json" "$payload/sbom.cdx.json"

# What "register" would write there, by a copy of the host that allows the packaged extension only.
cp -R -- "$host/dist" "$work/host"
rm -f -- "$work/host/allowed-callers" "$work"/host/companion-host.aot*
"$work/host/$name" register --dry-run --os windows >"$work/registration"
for family in chromium firefox; do
  manifest=run.edges.companion.$family.json
  # A path that starts at the manifest: the folder is only known there.
  awk -v ending="/$manifest" '
    index($0, ending) && !/^reg / { taken = !printed; next }
    taken { print }
    /^}$/ && taken { taken = 0; printed = 1 }' "$work/registration" |
    sed "s/\"path\": \".*\"/\"path\": \"$name.exe\"/" >"$payload/$manifest"
done
sed -n 's/^reg add "HKCU\\\(.*\)" \/ve .*\/\([^/]*\)" \/f$/\1|\2/p' "$work/registration" | sort -u >"$work/keys"
[ -s "$work/keys" ] || fail "register names no keys."
find "$payload" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

# --- What Windows Installer reads -------------------------------------------------------------------------------------

# A name-based UUID.
uuid() {
  printf '%s' "Edges Companion: $1" | sha1sum |
    sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\).*/\1-\2-5\3-8\4-\5/' | tr a-f A-F
}
id() { printf '%s%s' "$1" "$(printf '%s' "$2" | sha1sum | cut -c 1-24)"; }

# One folder: the folders in it, which go first at the end, and its files as one component. Another version has other folders, so it has
# other components.
folder() {
  for inner in "$payload/$1"*/; do
    [ -d "$inner" ] || continue
    path=${inner#"$payload/"}
    path=${path%/}
    echo "<Directory Id='$(id d "$path/")' Name='${path##*/}'>"
    folder "$path/"
    echo "</Directory>"
  done
  component=$(id c "$1")
  echo "$component" >>"$work/components"
  echo "<Component Id='$component' Guid='$(uuid "$version $1")' Win64='yes'>"
  key=" KeyPath='yes'"
  for file in "$payload/$1"*; do
    [ -f "$file" ] || continue
    path=$1${file##*/}
    echo "<File Id='$(id f "$path")' Source='$path' Name='${file##*/}'$key/>"
    key=
  done
  # Removes the folder too. Where there is no file, the component stands for it.
  echo "<CreateFolder/></Component>"
}

registry() {
  echo "<Component Id='Browsers' Guid='$(uuid "$version browsers")' Win64='yes'>"
  key=" KeyPath='yes'"
  while IFS='|' read -r path manifest; do
    printf '%s\n' "<RegistryValue Root='HKCU' Key='$path' Type='string' Value='[InstallFolder]$manifest'$key/>"
    key=
  done <"$work/keys"
  echo "</Component>"
}

folders=$(folder '')
{
  cat <<XML
<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="$(uuid "product $version")" UpgradeCode="E7ADC40F-B2C1-4EB4-B597-5591ADFF3452" Name="Edges Companion" Version="$version"
    Language="1033" Manufacturer="Edges">
    <Package InstallerVersion="500" Compressed="yes" InstallScope="perUser" Manufacturer="Edges"
      Description="Edges Companion: shares a LinkedIn session that its owner accepted"/>
    <MajorUpgrade DowngradeErrorMessage="A newer version of Edges Companion is installed."/>
    <Media Id="1" Cabinet="host.cab" EmbedCab="yes"/>
    <Property Id="ARPNOMODIFY" Value="1"/>
    <Property Id="ARPURLINFOABOUT" Value="https://edges.run"/>
    <!-- A host that runs goes on until its browser ends it, and nothing restarts the computer. -->
    <Property Id="MSIRESTARTMANAGERCONTROL" Value="Disable"/>
    <Property Id="REBOOT" Value="ReallySuppress"/>
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="LocalAppDataFolder">
        <Directory Id="UserPrograms" Name="Programs">
          <Directory Id="EdgesFolder" Name="Edges Companion">
            <!-- No name in capitals: nobody else may choose a folder whose content is removed. -->
            <Directory Id="InstallFolder" Name="$version">
XML
  echo "$folders"
  registry
  cat <<XML
            </Directory>
            <Component Id="Edges" Guid="$(uuid folder)" Win64="yes"><CreateFolder/></Component>
          </Directory>
        </Directory>
      </Directory>
    </Directory>
    <CustomAction Id="MakeStartUpCache" FileKey="$(id f "${name}w.exe")" ExeCommand="train" Execute="immediate" Impersonate="yes" Return="ignore"/>
    <InstallExecuteSequence>
      <Custom Action="MakeStartUpCache" After="InstallFinalize">NOT REMOVE</Custom>
    </InstallExecuteSequence>
    <Feature Id="Host" Level="1">
      <ComponentRef Id="Browsers"/>
      <ComponentRef Id="Edges"/>
XML
  sed "s/.*/<ComponentRef Id='&'\/>/" "$work/components"
  echo "</Feature></Product></Wix>"
} >"$work/host.wxs"

msi=$work/host.msi
(cd "$payload" && wixl -a x64 -o "$msi" "$work/host.wxs" >&2)
# What wixl has no words for: the old version goes within the transaction, so that it comes back if the new one fails; and what the host
# wrote beside itself goes with it.
msibuild "$msi" -q "UPDATE \`InstallExecuteSequence\` SET \`Sequence\` = 1501 WHERE \`Action\` = 'RemoveExistingProducts'"
for file in companion-host.aot companion-host.aot.sum allowed-callers '*'; do
  msibuild "$msi" -q "INSERT INTO \`RemoveFile\` (\`FileKey\`, \`Component_\`, \`FileName\`, \`DirProperty\`, \`InstallMode\`) VALUES ('$(id w "$file")', '$(id c '')', '$file', 'InstallFolder', 2)"
done

# wixl writes the time and a random number.
sum=$(cd "$work" && find "${payload##*/}" host.wxs -type f -exec sha1sum {} + | sort | sha1sum)
mkdir "$work/tables"
msiinfo export "$msi" _SummaryInformation |
  sed -e "s/^9	.*/9	{$(uuid "package $sum")}/" -e "s|^\(1[23]\)	.*|\1	$(date -u -d "@$SOURCE_DATE_EPOCH" '+%Y/%m/%d %H:%M:%S')|" >"$work/tables/_SummaryInformation.idt"
msibuild "$msi" -i "$work/tables/_SummaryInformation.idt"
mv -- "$msi" "$out/$name-$version-windows-x64.msi"
