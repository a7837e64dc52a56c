using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace CoroFsm.Tests.House;

/// <summary>Collects the outermost types that signatures and tokens name.</summary>
internal sealed class TypeNames(MetadataReader metadata, ISet<string> names) : ISignatureTypeProvider<TypeNames.None, object?>
{
    internal void AddToken(EntityHandle handle)
    {
        if (handle.IsNil)
            return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                names.Add(NameOf(metadata, (TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                names.Add(NameOf(metadata, (TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, genericContext: null);
                break;
            case HandleKind.MethodDefinition:
                AddToken(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                AddToken(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                AddToken(metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                var method = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                AddToken(method.Method);
                method.DecodeSignature(this, genericContext: null);
                break;
            case HandleKind.StandaloneSignature:
                var signature = metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle);
                if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
                    signature.DecodeLocalSignature(this, genericContext: null);
                else
                    signature.DecodeMethodSignature(this, genericContext: null);
                break;
            default:
                break;
        }
    }

    internal static string NameOf(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? NameOf(metadata, outer) : Join(metadata, type.Namespace, type.Name);
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return type.ResolutionScope is { Kind: HandleKind.TypeReference } outer
            ? NameOf(metadata, (TypeReferenceHandle)outer)
            : Join(metadata, type.Namespace, type.Name);
    }

    private static string Join(MetadataReader metadata, StringHandle space, StringHandle name) =>
        space.IsNil ? metadata.GetString(name) : $"{metadata.GetString(space)}.{metadata.GetString(name)}";

    public None GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        AddToken(handle);
        return default;
    }

    public None GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        AddToken(handle);
        return default;
    }

    public None GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        AddToken(handle);
        return default;
    }

    public None GetArrayType(None elementType, ArrayShape shape) => default;

    public None GetByReferenceType(None elementType) => default;

    public None GetFunctionPointerType(MethodSignature<None> signature) => default;

    public None GetGenericInstantiation(None genericType, ImmutableArray<None> typeArguments) => default;

    public None GetGenericMethodParameter(object? genericContext, int index) => default;

    public None GetGenericTypeParameter(object? genericContext, int index) => default;

    public None GetModifiedType(None modifier, None unmodifiedType, bool isRequired) => default;

    public None GetPinnedType(None elementType) => default;

    public None GetPointerType(None elementType) => default;

    public None GetPrimitiveType(PrimitiveTypeCode typeCode) => default;

    public None GetSZArrayType(None elementType) => default;

    /// <summary>The decoder wants a result for each type; the names are collected on the way.</summary>
    internal readonly struct None;
}
