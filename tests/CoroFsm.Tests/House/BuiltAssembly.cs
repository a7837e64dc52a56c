using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace CoroFsm.Tests.House;

/// <summary>Reads the types of an assembly, what they use from its IL, and where their source is from its symbols.</summary>
internal sealed class BuiltAssembly
{
    /// <summary>The kind of debug information that holds the documents of a type without code.</summary>
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly PEReader image;
    private readonly MetadataReader metadata;
    private readonly MetadataReader symbols;
    private readonly string root;
    private readonly Dictionary<string, Found> types = [];

    private BuiltAssembly(PEReader image, MetadataReader symbols)
    {
        this.image = image;
        this.symbols = symbols;
        metadata = image.GetMetadataReader();
        root = $"/src/{metadata.GetString(metadata.GetAssemblyDefinition().Name)}/";
    }

    /// <summary>Reads an assembly that has its portable symbols beside it.</summary>
    internal static IReadOnlyList<BuiltType> Read(string path)
    {
        using var assembly = File.OpenRead(path);
        using var documents = File.OpenRead(Path.ChangeExtension(path, ".pdb"));
        return Read(assembly, documents);
    }

    internal static IReadOnlyList<BuiltType> Read(Stream assembly, Stream symbols)
    {
        using var code = new PEReader(assembly);
        using var documents = MetadataReaderProvider.FromPortablePdbStream(symbols);
        return new BuiltAssembly(code, documents.GetMetadataReader()).Read();
    }

    private BuiltType[] Read()
    {
        foreach (var handle in metadata.TypeDefinitions)
        {
            var name = TypeNames.NameOf(metadata, handle);
            if (!types.TryGetValue(name, out var found))
                types.Add(name, found = new(metadata.GetTypeDefinition(handle)));
            ReadType(handle, found);
        }

        return
        [
            .. from found in types.Values
               let space = metadata.GetString(found.Definition.Namespace)
               let name = metadata.GetString(found.Definition.Name)
               select new BuiltType(space, name, found.Definition.Attributes.HasFlag(TypeAttributes.Public), found.Folders, found.Uses),
        ];
    }

    private void ReadType(TypeDefinitionHandle handle, Found found)
    {
        var type = metadata.GetTypeDefinition(handle);
        TypeNames names = new(metadata, found.Uses);
        names.AddToken(type.BaseType);
        foreach (var implementation in type.GetInterfaceImplementations())
            names.AddToken(metadata.GetInterfaceImplementation(implementation).Interface);
        AddConstraints(type.GetGenericParameters(), names);
        foreach (var field in type.GetFields())
            metadata.GetFieldDefinition(field).DecodeSignature(names, genericContext: null);
        foreach (var method in type.GetMethods())
        {
            ReadMethod(method, names);
            AddDocuments(method, found);
        }

        foreach (var information in symbols.GetCustomDebugInformation(handle))
            AddDocuments(symbols.GetCustomDebugInformation(information), found);
    }

    private void ReadMethod(MethodDefinitionHandle handle, TypeNames names)
    {
        var method = metadata.GetMethodDefinition(handle);
        method.DecodeSignature(names, genericContext: null);
        AddConstraints(method.GetGenericParameters(), names);
        if (method.RelativeVirtualAddress == 0)
            return;

        var body = image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            names.AddToken(body.LocalSignature);
        foreach (var region in body.ExceptionRegions)
        {
            if (region.Kind == ExceptionRegionKind.Catch)
                names.AddToken(region.CatchType);
        }

        foreach (var token in CodeTokens.In(body))
            names.AddToken(token);
    }

    private void AddConstraints(GenericParameterHandleCollection parameters, TypeNames names)
    {
        foreach (var constraint in parameters.SelectMany(parameter => metadata.GetGenericParameter(parameter).GetConstraints()))
            names.AddToken(metadata.GetGenericParameterConstraint(constraint).Type);
    }

    private void AddDocuments(MethodDefinitionHandle method, Found found)
    {
        foreach (var point in symbols.GetMethodDebugInformation(method.ToDebugInformationHandle()).GetSequencePoints())
            AddDocument(point.Document, found);
    }

    private void AddDocuments(CustomDebugInformation information, Found found)
    {
        if (symbols.GetGuid(information.Kind) != TypeDefinitionDocuments)
            return;
        var rows = symbols.GetBlobReader(information.Value);
        while (rows.RemainingBytes > 0)
            AddDocument(MetadataTokens.DocumentHandle(rows.ReadCompressedInteger()), found);
    }

    private void AddDocument(DocumentHandle document, Found found)
    {
        if (document.IsNil || !found.Documents.Add(document))
            return;
        var path = symbols.GetString(symbols.GetDocument(document).Name).Replace('\\', '/');
        var start = path.LastIndexOf(root, StringComparison.Ordinal);
        if (start < 0 || path.Contains("/obj/", StringComparison.Ordinal))
            return;                     // made by a generator
        path = path[(start + "/src/".Length)..];
        found.Folders.Add(path[..path.LastIndexOf('/')]);
    }

    private sealed class Found(TypeDefinition definition)
    {
        internal TypeDefinition Definition { get; } = definition;

        internal HashSet<string> Folders { get; } = [];

        internal HashSet<string> Uses { get; } = [];

        internal HashSet<DocumentHandle> Documents { get; } = [];
    }
}
