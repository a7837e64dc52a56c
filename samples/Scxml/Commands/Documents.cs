using CoroFsm.Scxml;
using CoroFsm.Scxml.EcmaScript;

namespace ScxmlSample;

/// <summary>Loads documents.</summary>
internal static class Documents
{
    internal static ScxmlDocument Load(string path, bool allowSources, EcmaScriptDataModel? dataModel = null)
    {
        using var stream = File.OpenRead(path);
        return ScxmlDocument.Load(stream, new()
        {
            DataModel = dataModel,
            Resolver = allowSources ? ScxmlResolver.FromDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!) : null,
        });
    }
}
