using System.Buffers;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Contains the bytes that have arrived and are not yet parsed, with an index of the offsets of structural bytes.
/// </summary>
/// <remarks>
/// <para>
/// The bytes begin at <see cref="Reserve"/>: in front of them is room for a character that a reference stands for. Behind them are
/// zeros.
/// </para>
/// <para>
/// A tag that outgrows a block loses its index entries and is read by its bytes: the index never grows, and the buffer grows only up to the
/// limits of one tag or comment.
/// </para>
/// </remarks>
internal sealed class InputWindow : IDisposable
{
    /// <summary>The number of bytes taken at a time: they and their index entries stay in the first cache.</summary>
    internal const int Block = 16 * 1024;

    internal const int Reserve = 64;

    private const int PooledSize = Reserve + (3 * Block) + StructuralScan.Padding;

    /// <summary>The maximum growth by pooling: the pool would keep larger buffers and round them up.</summary>
    private const int MostGrowth = 6 << 20;

    internal InputWindow()
    {
        Buffer = ArrayPool<byte>.Shared.Rent(PooledSize);
        Index = ArrayPool<int>.Shared.Rent(2 * Block);
        Clear();
    }

    internal byte[] Buffer
    {
        get;
        private set
        {
            field = value;
            capacityEnd = value.Length - StructuralScan.Padding;
        }
    }

    internal int[] Index { get; private set; }

    /// <summary>Gets or sets the offset at which parsing continues.</summary>
    internal int Position { get; set; }

    /// <summary>Gets the end of the bytes that were scanned and may be parsed.</summary>
    internal int End { get; private set; }

    /// <summary>
    /// Gets the end of the bytes that are known to be valid UTF-8: what lies behind is a character that has not arrived wholly.
    /// </summary>
    internal int Valid { get; private set; }

    /// <summary>Gets or sets the next entry of the index.</summary>
    internal int IndexPosition { get; set; }

    internal int IndexCount;

    /// <summary>
    /// Gets the offset of the first byte that no document may contain; -1 if there is none. Bytes behind it are not parsed.
    /// </summary>
    internal int Fault { get; private set; }

    /// <summary>Gets the first byte of the fault. The bytes after its offset have been replaced with zeros.</summary>
    internal byte FaultByte { get; private set; }

    /// <summary>Gets a value indicating whether the fault is a whole character that is not allowed.</summary>
    internal bool FaultIsCharacter { get; private set; }

    internal int Pending => filled - Position;

    /// <summary>Gets the end of the bytes that have come, scanned or not.</summary>
    internal int Filled => filled;

    /// <summary>Gets the end of the text that begins at the position: the next entry of the index, or the end of the bytes.</summary>
    internal int EndOfText => IndexPosition < IndexCount ? Index[IndexPosition] : Valid;

    private int filled;

    /// <summary>The end of the room for bytes.</summary>
    private int capacityEnd;
    private bool isInTag;

    /// <summary>Takes a few bytes, if they cannot end an event, without scanning them: small pieces cost little.</summary>
    /// <returns>False if they can end an event, or there is no room without moving.</returns>
    internal bool TryDefer(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b is (byte)'<' or (byte)'>')
                return false;
        }

        if (filled + bytes.Length > capacityEnd || filled - End + bytes.Length > Block / 2 || Fault >= 0)
            return false;
        bytes.CopyTo(Buffer.AsSpan(filled));
        filled += bytes.Length;
        return true;
    }

    /// <summary>Determines whether bytes fit behind the present ones; if not, call <see cref="MakeRoom"/>.</summary>
    internal bool HasRoom(int length) =>
        filled + length <= capacityEnd
        && IndexCount + (filled - End) + length + StructuralScan.IndexSlack + 4 <= Index.Length;

    /// <summary>Moves the unparsed bytes to the front, and enlarges the buffer if that is not enough.</summary>
    internal void MakeRoom(int length)
    {
        var moved = Position - Reserve;
        if (moved > 0)
        {
            Buffer.AsSpan(Position, filled - Position).CopyTo(Buffer.AsSpan(Reserve));
            var kept = IndexCount - IndexPosition;
            for (var i = 0; i < kept; i++)
                Index[i] = Index[IndexPosition + i] - moved;
            IndexPosition = 0;
            IndexCount = kept;
            Position = Reserve;
            End -= moved;
            Valid -= moved;
            filled -= moved;
        }

        if (filled + length > capacityEnd)
            Grow(filled + length + StructuralScan.Padding);
        if (IndexCount + (filled - End) + length + StructuralScan.IndexSlack + 4 > Index.Length)
            IndexPosition = IndexCount = 0;
    }

    /// <summary>Takes bytes, and scans them and those that were deferred.</summary>
    /// <param name="bytes">At most <see cref="Block"/>, and no more than there is room for.</param>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        if (filled > End || bytes.Length < 64)
        {
            bytes.CopyTo(Buffer.AsSpan(filled));
            filled += bytes.Length;
            bytes = Buffer.AsSpan(End, filled - End);
        }

        var from = End;
        var findings = StructuralScan.Run(bytes, Buffer, from, Index, ref IndexCount, ref isInTag);
        End = filled = from + bytes.Length;
        if (findings == ScanFindings.None && Valid == from)
            Valid = End;
        else
            Check(from, findings);
        CloseIndex();
    }

    /// <summary>Continues after the markup that ends at an offset: skips the index entries before it.</summary>
    internal void SkipTo(int position)
    {
        Position = position;
        while (IndexPosition < IndexCount && Index[IndexPosition] < position)
            IndexPosition++;
    }

    /// <summary>Clears the window, after everything was parsed.</summary>
    internal void Clear()
    {
        Position = End = Valid = filled = Reserve;
        IndexPosition = IndexCount = 0;
        CloseIndex();
        Fault = -1;
    }

    /// <summary>
    /// Determines whether the next entry of the index is that of markup which has begun: a tag that is too long for the index has lost
    /// its entries.
    /// </summary>
    internal bool IsIndexed(int start) => IndexPosition < IndexCount && Index[IndexPosition] == start;

    internal void Reset()
    {
        Clear();
        isInTag = false;
        if (Buffer.Length > PooledSize * 2)
            Buffer = ArrayPool<byte>.Shared.Rent(PooledSize);
    }

    /// <summary>Copies bytes. Those after a fault are lost, but the fault is included.</summary>
    internal byte[] TakeFrom(int position, int end)
    {
        if (Fault >= 0 && Fault < end)
            Buffer[Fault] = FaultByte;
        return Buffer.AsSpan(position, end - position).ToArray();
    }

    public void Dispose()
    {
        if (Buffer.Length == 0)
            return;
        if (Buffer.Length <= PooledSize * 2)
            ArrayPool<byte>.Shared.Return(Buffer);
        ArrayPool<int>.Shared.Return(Index);
        Buffer = [];
        Index = [];
    }

    /// <summary>Adds the end after the last entry, where the buffer has a zero, so that look-ahead needs no check.</summary>
    private void CloseIndex() => Index.AsSpan(IndexCount, 4).Fill(End);

    private void Grow(int needed)
    {
        var size = Math.Max(needed, Buffer.Length + Math.Max(Math.Min(Buffer.Length * 3, MostGrowth), Buffer.Length / 2));
        var larger = new byte[size];
        Buffer.AsSpan(0, filled).CopyTo(larger);
        if (Buffer.Length <= PooledSize * 2)
            ArrayPool<byte>.Shared.Return(Buffer);
        Buffer = larger;
    }

    private void Check(int from, ScanFindings findings)
    {
        var end = End;
        if (findings.HasFlag(ScanFindings.Control))
        {
            var bytes = Buffer.AsSpan(from, End - from);
            for (var i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] < ' ' && !XmlChars.IsWhiteSpace(bytes[i]))
                {
                    end = from + i;
                    Fault = end;
                    break;
                }
            }
        }

        var isWhole = Fault >= 0;
        var valid = Valid + Utf8Check.ValidLength(Buffer.AsSpan(Valid, end - Valid), out var isFault);
        if (isFault)
            Fault = valid;
        else if (isWhole && valid < end)
            Fault = valid;      // a control character instead of the rest of a character
        Valid = valid;

        if (Fault < 0)
            return;
        FaultByte = Buffer[Fault];
        FaultIsCharacter = Fault + 2 < filled && FaultByte == 0xEF && Buffer[Fault + 1] == 0xBF
            && Buffer[Fault + 2] >= 0xBE && Buffer[Fault + 2] < 0xC0;
        End = filled = Fault;
        Buffer.AsSpan(End, StructuralScan.Padding).Clear();
        while (IndexCount > IndexPosition && Index[IndexCount - 1] >= End)
            IndexCount--;
    }
}
