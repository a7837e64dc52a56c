namespace CoroFsm.Tests.House;

/// <summary>A type as it was compiled, together with the types nested in it.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name, with the number of its type parameters.</param>
/// <param name="IsPublic">Whether other assemblies see it.</param>
/// <param name="Folders">The folders of its source files, below <c>src</c>; none if the compiler made it.</param>
/// <param name="Uses">The full names of the types that its declaration and its code name.</param>
internal sealed record BuiltType(string Namespace, string Name, bool IsPublic, IReadOnlySet<string> Folders, IReadOnlySet<string> Uses)
{
    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";

    public override string ToString() => FullName;
}
