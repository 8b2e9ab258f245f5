using System.Buffers.Binary;
using System.Text;

namespace Hodl.Package;

/// <summary>
/// Sets the weak flag of one needed symbol version in a 64-bit little-endian ELF library (section .gnu.version_r, entry Elf64_Vernaux):
/// the loader then no longer refuses a system whose library lacks that version. Two bytes change.
/// </summary>
internal static class WeakVersion
{
    private const uint NeededVersions = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <exception cref="InvalidDataException">It is no such library, or it does not need that version.</exception>
    internal static void Set(byte[] elf, string version)
    {
        if (elf.Length < 64 || !elf.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("the native library is no 64-bit little-endian ELF file");
        }

        var sections = (int)U64(elf, 0x28);
        int size = U16(elf, 0x3a), count = U16(elf, 0x3c);
        for (var section = sections; section < sections + size * count; section += size)
        {
            if (U32(elf, section + 4) == NeededVersions)
            {
                var names = (int)U64(elf, sections + size * (int)U32(elf, section + 0x28) + 0x18);
                if (SetIn(elf, (int)U64(elf, section + 0x18), names, version))
                {
                    return;
                }
            }
        }

        throw new InvalidDataException($"the native library does not need {version}");
    }

    /// <summary>Walks the list of needed libraries and, for each, that of its versions.</summary>
    private static bool SetIn(byte[] elf, int library, int names, string version)
    {
        for (var more = true; more;)
        {
            var entry = library + (int)U32(elf, library + 8);
            for (var left = U16(elf, library + 2); left > 0; left--)
            {
                var name = names + (int)U32(elf, entry + 8);
                if (Encoding.ASCII.GetString(elf, name, Array.IndexOf(elf, (byte)0, name) - name) == version)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(entry + 4), (ushort)(U16(elf, entry + 4) | Weak));
                    return true;
                }

                entry += (int)U32(elf, entry + 12);
            }

            var next = (int)U32(elf, library + 12);
            library += next;
            more = next != 0;
        }

        return false;
    }

    private static ushort U16(byte[] elf, int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(at));

    private static uint U32(byte[] elf, int at) => BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(at));

    private static ulong U64(byte[] elf, int at) => BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(at));
}
