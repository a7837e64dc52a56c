using CoroFsm.Scxml.DataModels;
using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Documents;

/// <summary>Checks the code of a document with its data model, if that is known.</summary>
internal sealed class CodeChecker(ScxmlDataModel? model, FaultList faults)
{
    /// <summary>Checks an attribute, if it is present.</summary>
    internal void Check(MarkupElement element, ScxmlCodeKind kind, string attribute)
    {
        if (element[attribute] is { } text)
            Check(element, kind, $"{attribute}=\"{text}\"", text);
    }

    /// <summary>Checks the names of a list.</summary>
    internal void CheckNames(MarkupElement element)
    {
        foreach (var name in Words.Of(element["namelist"]))
            Check(element, ScxmlCodeKind.Location, $"namelist=\"{element["namelist"]}\"", name);
    }

    internal void CheckText(MarkupElement element, ScxmlCodeKind kind, string text) => Check(element, kind, "code", text);

    private void Check(MarkupElement element, ScxmlCodeKind kind, string place, string text)
    {
        if (model?.Check(kind, text) is { } fault)
            faults.Add(element.Position, $"{element} has {place}: {fault}");
    }
}
