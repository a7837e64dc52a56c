using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>Records events for another thread where they are in the window, instead of copying each.</summary>
internal sealed class WindowRecorder(InputStack input, DocumentNames names, XmlToken token, PositionTracker positions)
{
    private readonly NamespaceScopes scopes = names.Scopes;
    private ThreadedSaxStage? stage;

    /// <summary>The numbers under which names have been recorded; each is valid while no namespace has changed.</summary>
    private NameNumber[] numbers = [];
    private RecordedNames? numbersOf;

    /// <summary>Records the current event by its offset, if its text is unchanged in the window.</summary>
    /// <param name="target">The stage, which may have been replaced by another one.</param>
    /// <param name="kind">A start, an end or a text.</param>
    /// <returns>False if the event must be copied.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryRecord(ThreadedSaxStage target, SaxKind kind)
    {
        if (target != stage)
            Change(target);
        var batch = target.Batch;
        if (!batch.IsLentBy(this))
            batch = target.BatchOfSender();      // once for each call that feeds; a new batch may have new names
        var begin = token.Offset;
        var skip = 0;
        int value;
        if (positions.ReferenceDepth > 0)
            return false;
        if (kind == SaxKind.Text)
        {
            skip = token.TextStart - begin;
            value = token.TextLength;
            if (begin == PositionTracker.Saved || skip > byte.MaxValue || value > ushort.MaxValue)
                return false;
        }
        else
        {
            if (kind == SaxKind.StartElement && token.Count > 0)
                return false;
            var known = numbers;
            var id = token.NameId;
            value = (uint)id < (uint)known.Length && known[id].Version == scopes.Version && numbersOf == target.Names
                ? known[id].Number
                : Number(kind);
        }

        if (!batch.IsLentBy(this))
            batch.BeginPiece(this, input.Current.Buffer, begin, positions.At(begin), positions.BytesPerUnit);
        batch.AddByOffset(kind, begin, skip, value);
        if (batch.IsFull)
            target.Flush();
        return true;
    }

    /// <summary>Hands over what is recorded: the window is about to change.</summary>
    internal void End()
    {
        if (stage?.Batch is { } batch && batch.IsLentBy(this))
            batch.EndPiece();
    }

    /// <summary>Forgets the numbers of names: the names have other numbers now.</summary>
    internal void ForgetNames() => numbersOf = null;

    private void Change(ThreadedSaxStage target)
    {
        End();
        stage = target;
    }

    private int Number(SaxKind kind)
    {
        if (numbersOf != stage!.Names)
        {
            numbersOf = stage.Names;
            Array.Clear(numbers);
        }

        var id = token.NameId;
        if (id >= numbers.Length)
            Array.Resize(ref numbers, Math.Max(names.Table.Count, Math.Max(id + 1, 2 * numbers.Length)));
        var number = numbersOf.IndexOf(token, kind);
        numbers[id] = new() { Version = scopes.Version, Number = number };
        return number;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct NameNumber
    {
        /// <summary>The version of the namespaces; 0: there is no number.</summary>
        internal int Version;
        internal int Number;
    }
}
