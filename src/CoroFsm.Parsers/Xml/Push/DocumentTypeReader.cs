using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>Reads the document type declaration: found as a whole, then read at once.</summary>
internal sealed class DocumentTypeReader(
    XmlPushOptions options,
    InputStack input,
    DocumentNames names,
    XmlToken token,
    TagAttributes attributes,
    EntityTable entities,
    XmlFaults faults)
{
    private bool hasDocumentType;

    /// <summary>Starts another document.</summary>
    internal void Clear()
    {
        hasDocumentType = false;
        attributes.Declare(null);
        entities.Clear();
    }

    /// <summary>Checks that a document type declaration may be there.</summary>
    /// <param name="start">Its offset.</param>
    /// <param name="hasRoot">Whether the root element has begun.</param>
    internal void CheckAllowed(int start, bool hasRoot)
    {
        if (options.IsFragment)
            faults.Fail(start, "A fragment cannot have a document type declaration.");
        if (hasRoot)
            faults.Fail(start, "A document type declaration must stand before the root element.");
        if (hasDocumentType)
            faults.Fail(start, "A second document type declaration; one is allowed.");
        if (options.Dtd == XmlDtdMode.Prohibit)
        {
            faults.Fail(start, "The document has a document type declaration (DTD), which is refused. Remove it, or set "
                + $"{nameof(XmlPushOptions)}.{nameof(XmlPushOptions.Dtd)} to {nameof(XmlDtdMode.Skip)} or {nameof(XmlDtdMode.Process)}.");
        }
    }

    /// <summary>Reads the declaration. The token describes it, and the window is behind it.</summary>
    /// <param name="start">Its offset.</param>
    /// <param name="end">The offset behind it.</param>
    /// <param name="isStandalone">Whether the XML declaration says that nothing outside the document matters.</param>
    internal void Read(int start, int end, bool isStandalone)
    {
        if (end - start > options.MaxTagLength)
            faults.FailLimit(start, "A document type declaration is longer than", options.MaxTagLength);
        hasDocumentType = true;

        var reader = new DtdReader(
            input.Current.Buffer.AsSpan(start, end - start).ToArray(),
            options,
            isStandalone,
            (at, raw, isTyped) => attributes.NormalizeDefault(start + at, raw, isTyped));
        try
        {
            if (options.Dtd == XmlDtdMode.Process)
            {
                entities.Declare(reader.Entities, reader.IgnoredEntities);
                reader.ReadAll();
                attributes.Declare(reader.Attributes.Count > 0 ? reader.Attributes : null);
                entities.HasUnreadDeclarations = reader.HasUnread;
            }
            else
            {
                entities.SkipDocumentType();
                reader.ReadName();
            }
        }
        catch (DtdFault fault)
        {
            faults.Fail(start + fault.At, fault.Message);
        }

        var name = names.NameAt(start + reader.NameAt, Encoding.UTF8.GetByteCount(reader.Name), "The name of the root element");
        input.Current.SkipTo(end);
        var subset = token.Normalized;
        subset.Cut(0);
        LineEndNormalizer.Write(reader.Subset, subset);
        token.SetOther(name, start, subset.Array, 0, subset.Length);
    }
}
