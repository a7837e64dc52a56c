using System.Runtime.CompilerServices;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <content>Declarations of elements and attributes ([45] to [60]).</content>
internal sealed partial class DtdReader
{
    private void ReadElement()
    {
        RequireBlanks();
        QualifiedName();
        RequireBlanks();
        if (!TryTake("EMPTY"u8) && !TryTake("ANY"u8))
        {
            Expect('(');
            SkipBlanks();
            if (TryTake("#PCDATA"u8))
                ReadMixed();
            else
                ReadChildren(1);
        }

        SkipBlanks();
        Expect('>');
    }

    private void ReadMixed()
    {
        var hasNames = false;
        SkipBlanks();
        while (TryTake("|"u8))
        {
            hasNames = true;
            SkipBlanks();
            QualifiedName();
            SkipBlanks();
        }

        Expect(')');
        if (!TryTake("*"u8) && hasNames)
            Fail("'*' is expected behind #PCDATA and names.");
    }

    /// <summary>Reads a sequence or a choice, behind its bracket.</summary>
    private void ReadChildren(int level)
    {
        if (level > options.MaxDepth)
        {
            Fail($"The content model nests deeper than {options.MaxDepth} "
                + $"(limit {nameof(XmlPushOptions)}.{nameof(XmlPushOptions.MaxDepth)}).");
        }


        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Fail("The content model nests too deep for the stack of this thread. "
                + $"Lower {nameof(XmlPushOptions)}.{nameof(XmlPushOptions.MaxDepth)}, or parse on a thread with a larger stack.");
        }

        var separator = (byte)0;
        while (true)
        {
            SkipBlanks();
            if (TryTake("("u8))
            {
                ReadChildren(level + 1);
            }
            else
            {
                QualifiedName();
                SkipOccurrence();
            }

            SkipBlanks();
            if (TryTake(")"u8))
                break;
            if (!Peek('|') && !Peek(','))
                Fail("'|', ',' or ')' is expected in the content model.");
            if (separator != 0 && text[at] != separator)
                Fail("'|' and ',' cannot stand in the same group of a content model.");
            separator = text[at++];
        }

        SkipOccurrence();
    }

    private void SkipOccurrence()
    {
        if (Peek('?') || Peek('*') || Peek('+'))
            at++;
    }

    private void ReadAttributes()
    {
        RequireBlanks();
        var element = QualifiedName();
        while (true)
        {
            var hasBlanks = SkipBlanks();
            if (TryTake(">"u8))
                return;
            if (!hasBlanks)
                Fail("White space or '>' is expected in the declaration of attributes.");
            ReadAttribute(element);
        }
    }

    private void ReadAttribute(string element)
    {
        var name = QualifiedName();
        RequireBlanks();
        var isTyped = ReadType();
        RequireBlanks();

        byte[]? value = null;
        if (!TryTake("#REQUIRED"u8) && !TryTake("#IMPLIED"u8))
        {
            if (TryTake("#FIXED"u8))
                RequireBlanks();
            var start = at;
            var raw = ReadLiteral();
            if (raw.Contains((byte)'<'))
                Fail("'<' cannot stand in the default of an attribute: write &lt;.");
            value = normalise(referenceAt >= 0 ? referenceAt : start + 1, raw, isTyped);
        }

        if (!Keeps)
            return;
        if (!Attributes.TryGetValue(element, out var attributes))
            Attributes[element] = attributes = new();
        if (attributes.TryDeclare(name, isTyped) && value is not null)
            attributes.Defaults.Add((Encoding.UTF8.GetBytes(name), value));
    }

    /// <summary>Reads the type of an attribute.</summary>
    /// <returns>False if the type is CDATA.</returns>
    private bool ReadType()
    {
        if (TryTake("CDATA"u8))
            return false;
        if (TryTake("NOTATION"u8))
        {
            RequireBlanks();
            Expect('(');
            ReadChoice(isToken: false);
        }
        else if (TryTake("("u8))
        {
            ReadChoice(isToken: true);
        }
        else if (!TryTake("IDREFS"u8) && !TryTake("IDREF"u8) && !TryTake("ID"u8) && !TryTake("ENTITIES"u8) && !TryTake("ENTITY"u8)
            && !TryTake("NMTOKENS"u8) && !TryTake("NMTOKEN"u8))
        {
            Fail("The type of an attribute is expected: CDATA, ID, IDREF, IDREFS, ENTITY, ENTITIES, "
                + "NMTOKEN, NMTOKENS, NOTATION (…) or a list in brackets.");
        }

        return true;
    }

    private void ReadChoice(bool isToken)
    {
        do
        {
            SkipBlanks();
            NameOrToken(isToken);
            SkipBlanks();
        }
        while (TryTake("|"u8));
        Expect(')');
    }
}
