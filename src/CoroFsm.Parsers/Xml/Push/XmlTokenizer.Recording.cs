using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Xml;

/// <content>Events for another thread, recorded where they stand in the window.</content>
internal abstract partial class XmlTokenizer
{
    private ThreadedSaxStage? recorder;

    /// <summary>The numbers under which the names here have been recorded; of each, while no namespace has changed.</summary>
    private NameNumber[] numbers = [];
    private RecordedNames? numbersOf;

    /// <summary>Records the current event in place, if it stands there as it is.</summary>
    /// <param name="stage">The stage, which may have been replaced by another one.</param>
    /// <param name="kind">A start, an end or a text.</param>
    /// <returns>False if it has to be copied.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected bool TryRecord(ThreadedSaxStage stage, SaxKind kind)
    {
        if (stage != recorder)
            Change(stage);
        var batch = stage.Batch;
        if (!batch.IsLentBy(this))
            batch = stage.BatchOfSender();      // once for each call that feeds; a new batch may have new names
        var begin = eventStart;
        var skip = 0;
        int value;
        if (entityDepth > 0)
            return false;
        if (kind == SaxKind.Text)
        {
            skip = textStart - begin;
            value = textLength;
            if (begin == NotedPlace || skip > byte.MaxValue || value > ushort.MaxValue)
                return false;
        }
        else
        {
            if (kind == SaxKind.StartElement && attributeCount > 0)
                return false;
            var known = numbers;
            var id = nameId;
            value = (uint)id < (uint)known.Length && known[id].Version == scopes.Version && numbersOf == stage.Names ? known[id].Number : Number(kind);
        }

        if (!batch.IsLentBy(this))
            batch.BeginPiece(this, window.Buffer, begin, PlaceOf(begin), bytesPerUnit);
        batch.AddInPlace(kind, begin, skip, value);
        if (batch.IsFull)
            stage.Flush();
        return true;
    }

    /// <summary>Hands over what is recorded, for the window is about to change.</summary>
    private void EndRecording()
    {
        if (recorder?.Batch is { } batch && batch.IsLentBy(this))
            batch.EndPiece();
    }

    private void Change(ThreadedSaxStage stage)
    {
        EndRecording();
        recorder = stage;
    }

    private int Number(SaxKind kind)
    {
        if (numbersOf != recorder!.Names)
        {
            numbersOf = recorder.Names;
            Array.Clear(numbers);
        }

        if (nameId >= numbers.Length)
            Array.Resize(ref numbers, Math.Max(names.Count, Math.Max(nameId + 1, 2 * numbers.Length)));
        var number = numbersOf.IndexOf(this, kind);
        numbers[nameId] = new() { Version = scopes.Version, Number = number };
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
