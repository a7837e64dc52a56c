using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Contains the names of a document, each once, as numbers from 1. Names are checked when they are added, and only compared later.
/// </summary>
/// <remarks>
/// Markup is repetitive, so the name that followed last time is tried first: one comparison of 32 bytes, no hash. The hash has a random
/// key, so no document can contain names that are known to collide.
/// </remarks>
internal sealed class NameTable
{
    /// <summary>The number of bytes of a name that are compared at a time; that many must be readable after its start.</summary>
    internal const int HeadLength = 32;

    private const int MostNames = 16_384;
    private const int MostBytes = 1 << 20;

    private readonly ulong key = (ulong)Random.Shared.NextInt64() | 1;
    private NameRecord[] records = new NameRecord[64];

    /// <summary>The bytes of all names, one after the other, and their starts.</summary>
    private byte[] bytes = new byte[1024];
    private int[] starts = new int[64];
    private NameStrings?[] strings = new NameStrings?[64];
    private int[] buckets = new int[256];

    /// <summary>The name that followed last time, for each start or attribute and for each end.</summary>
    private int[] successors = new int[128];

    /// <summary>The latest name for each combination of ends and length: a guess if several names may follow.</summary>
    private readonly int[] recent = new int[256];
    private int count = 1;
    private int totalBytes;
    private int most = MostNames;
    private int mostBytes = MostBytes;

    internal NameTable() => records[0].Length = -1;

    internal int Count => count;

    /// <summary>
    /// Gets or sets what came last (<see cref="After"/>, <see cref="AfterEnd"/>): the next name is expected to follow it as it did
    /// before.
    /// </summary>
    internal int Last { get; set; }

    /// <summary>Gets a value indicating whether a document has added so many names that the table must be reset.</summary>
    internal bool IsFull => count > most || totalBytes > mostBytes;

    internal ref NameRecord this[int id] => ref records[id];

    /// <summary>Finds a name.</summary>
    /// <param name="buffer">The buffer that contains the name; <see cref="HeadLength"/> bytes from its start are readable.</param>
    /// <param name="start">Its beginning.</param>
    /// <param name="length">Its length in bytes, more than 0.</param>
    /// <returns>Its number; 0 if it is new.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find(byte[] buffer, int start, int length)
    {
        var id = FindAfter(Last, buffer, start, length);
        if (id != 0)
            Last = After(id);
        return id;
    }

    /// <summary>Gets what the next name is looked up by, behind the name of a start tag or an attribute.</summary>
    internal static int After(int id) => id << 1;

    /// <summary>Gets what the next name is looked up by, behind the end of an element.</summary>
    internal static int AfterEnd(int id) => (id << 1) | 1;

    /// <summary>Finds a name where the caller keeps the one before it.</summary>
    /// <inheritdoc cref="Find"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int FindAfter(int last, byte[] buffer, int start, int length)
    {
        var table = records;
        var predicted = successors[last];
        ref var record = ref table[predicted];
        return record.Length == length && HasName(predicted, ref record, buffer, start, length)
            ? predicted
            : FindElsewhere(last, buffer, start, length);
    }

    /// <summary>Determines whether a name of a known length is at an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Matches(int id, byte[] buffer, int start, int length) => HasName(id, ref records[id], buffer, start, length);

    internal ReadOnlySpan<byte> BytesOf(int id) => bytes.AsSpan(starts[id], records[id].Length);

    /// <summary>Finds a name that was in a table before.</summary>
    /// <returns>Its number; 0 if it is new.</returns>
    internal int FindKnown(ReadOnlySpan<byte> name) => FindByHash(0, name);

    /// <summary>Gets the strings of a name, which are created once.</summary>
    internal NameStrings StringsOf(int id) => strings[id] ??= NameStrings.Of(BytesOf(id), records[id]);

    /// <summary>Removes all names, but keeps the memory.</summary>
    internal void Clear()
    {
        Array.Clear(strings);
        Array.Clear(buckets);
        Array.Clear(successors);
        Array.Clear(recent);
        count = 1;
        totalBytes = 0;
        most = MostNames;
        mostBytes = MostBytes;
        Last = 0;
    }

    /// <summary>
    /// Doubles the capacity: a table that is full of names that are still needed must not be reset each time.
    /// </summary>
    internal void MakeRoomBeyondThese()
    {
        most = Math.Max(MostNames, count * 2);
        mostBytes = Math.Max(MostBytes, totalBytes * 2);
    }

    /// <summary>Adds a name that has been checked.</summary>
    /// <returns>Its number.</returns>
    internal int Add(ReadOnlySpan<byte> name, int prefix, NameKind kind)
    {
        if (count == records.Length)
        {
            Array.Resize(ref records, count * 2);
            Array.Resize(ref starts, count * 2);
            Array.Resize(ref strings, count * 2);
            Array.Resize(ref successors, count * 4);
        }

        var id = count++;
        if (name.Length > bytes.Length - totalBytes)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, totalBytes + name.Length));
        name.CopyTo(bytes.AsSpan(totalBytes));
        starts[id] = totalBytes;
        strings[id] = null;
        totalBytes += name.Length;
        Span<byte> head = stackalloc byte[HeadLength];
        head.Clear();
        name[..Math.Min(name.Length, HeadLength)].CopyTo(head);
        records[id] = new()
        {
            Head = Vector256.Create<byte>(head),
            Length = name.Length,
            Hash = HashOf(name),
            Prefix = prefix,
            Kind = kind,
        };

        if (count * 4 > buckets.Length)
        {
            buckets = new int[buckets.Length * 2];
            for (var i = 1; i < count; i++)
                Insert(i);
        }
        else
        {
            Insert(id);
        }

        return id;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasName(int id, ref NameRecord record, byte[] buffer, int start, int length)
    {
        var head = Vector256.Create<byte>(new ReadOnlySpan<byte>(buffer, start, HeadLength));
        var same = Vector256.Equals(head, record.Head).ExtractMostSignificantBits();
        return length <= HeadLength
            ? BitOperations.TrailingZeroCount(~(ulong)same) >= length
            : HasLongName(id, buffer, start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasLongName(int id, byte[] buffer, int start)
    {
        var name = BytesOf(id);
        return buffer.Length - start >= name.Length && buffer.AsSpan(start, name.Length).SequenceEqual(name);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindElsewhere(int last, byte[] buffer, int start, int length)
    {
        var guess = recent[(byte)((buffer[start] * 31) + (buffer[start + length - 1] * 7) + length)];
        ref var record = ref records[guess];
        if (record.Length == length && HasName(guess, ref record, buffer, start, length))
        {
            successors[last] = guess;
            return guess;
        }

        var id = FindByHash(last, buffer.AsSpan(start, length));
        recent[(byte)((buffer[start] * 31) + (buffer[start + length - 1] * 7) + length)] = id;
        return id;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindByHash(int last, ReadOnlySpan<byte> name)
    {
        var hash = HashOf(name);
        for (var bucket = hash & (buckets.Length - 1); buckets[bucket] is var id && id != 0; bucket = (bucket + 1) & (buckets.Length - 1))
        {
            if (records[id].Hash == hash && name.SequenceEqual(BytesOf(id)))
            {
                successors[last] = id;
                return id;
            }
        }

        return 0;
    }

    private void Insert(int id)
    {
        var bucket = records[id].Hash & (buckets.Length - 1);
        while (buckets[bucket] != 0)
            bucket = (bucket + 1) & (buckets.Length - 1);
        buckets[bucket] = id;
    }

    /// <summary>Multiplies and folds 8 bytes at a time; every byte of the name and the key go in.</summary>
    private int HashOf(ReadOnlySpan<byte> name)
    {
        var hash = key ^ (ulong)name.Length;
        while (name.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(name));
            name = name[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (var b in name)
            rest = (rest << 8) | b;
        hash = Fold(hash ^ rest ^ 0x9E3779B97F4A7C15);
        return (int)(hash ^ (hash >> 32)) & int.MaxValue;
    }

    private ulong Fold(ulong value)
    {
        var high = Math.BigMul(value, key ^ 0xE7037ED1A0B428DB, out var low);
        return high ^ low;
    }
}

/// <summary>A name as strings.</summary>
internal sealed record NameStrings(string Name, string Prefix, string LocalName)
{
    internal static NameStrings Of(ReadOnlySpan<byte> bytes, in NameRecord record)
    {
        var name = Encoding.UTF8.GetString(bytes);
        if (record.Prefix == 0)
            return new(name, "", name);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return new(name, name[..colon], name[(colon + 1)..]);
    }
}
