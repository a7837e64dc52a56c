using System.Text;
using CoroFsm.Scxml.DataModels;
using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Documents;

/// <summary>What the readers of one document, and of the documents inside it, share: options, faults and counts.</summary>
internal sealed class Reading(ScxmlLoadOptions options)
{
    private int states;
    private int transitions;

    internal ScxmlLoadOptions Options { get; } = options;

    internal FaultList Faults { get; } = new(options.MaxFaults);

    internal void CountState(SourcePosition position)
    {
        if (++states > Options.MaxStates)
            Exceed(position, "states", Options.MaxStates, nameof(Options.MaxStates));
    }

    internal void CountTransitions(SourcePosition position, int count)
    {
        transitions += count;
        if (transitions > Options.MaxTransitions)
            Exceed(position, "transitions", Options.MaxTransitions, nameof(Options.MaxTransitions));
    }

    internal void CheckCells(SourcePosition position, int stateCount, int descriptors)
    {
        if ((long)stateCount * descriptors > Options.MaxCells)
            Exceed(position, "pairs of a state and an event descriptor", Options.MaxCells, nameof(Options.MaxCells));
    }

    /// <summary>Gets the data model that checks the code of a document; null if it is not known.</summary>
    internal ScxmlDataModel? ModelOf(string? name) =>
        name is null ? Options.DataModel ?? ScxmlDataModel.Null
        : name == Options.DataModel?.Name ? Options.DataModel
        : name == ScxmlDataModel.Null.Name ? ScxmlDataModel.Null
        : null;

    /// <summary>Reads what a <c>src</c> attribute names.</summary>
    /// <returns>The text; null if there is a fault.</returns>
    internal string? Resolve(MarkupElement element, string source)
    {
        try
        {
            using var stream = Options.Resolver?.Open(source);
            if (stream is not null)
                return ReadText(stream, Options);
            Faults.Add(element.Position, Options.Resolver is null
                ? $"{element} has src=\"{source}\", but the document may not read anything. Put the content into the element, or set "
                    + $"{nameof(ScxmlLoadOptions)}.{nameof(ScxmlLoadOptions.Resolver)}."
                : $"{element} has src=\"{source}\", which the resolver does not know. Correct the path.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Faults.Add(element.Position, $"{element} has src=\"{source}\", which cannot be read: {error.Message}");
        }

        return null;
    }

    private static string ReadText(Stream stream, ScxmlLoadOptions options)
    {
        using MemoryStream copy = new();
        var buffer = new byte[16 << 10];
        int length;
        while ((length = stream.Read(buffer)) > 0)
        {
            copy.Write(buffer, 0, length);
            if (copy.Length > options.MaxDocumentLength)
            {
                throw new InvalidDataException($"it is longer than {options.MaxDocumentLength} bytes (limit {nameof(ScxmlLoadOptions)}."
                    + $"{nameof(options.MaxDocumentLength)}).");
            }
        }

        copy.Position = 0;
        using StreamReader reader = new(copy, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private void Exceed(SourcePosition position, string what, int limit, string option)
    {
        Faults.Add(position, $"The document has more {what} than {limit} (limit {nameof(ScxmlLoadOptions)}.{option}). "
            + "Raise the limit if the document is to be trusted.");
        Faults.ThrowIfAny();
    }
}
