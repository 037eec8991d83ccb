"""A Struct → what the docstrings below its fields say: the one source of reference pages and of what editors show."""

import ast
import inspect

import msgspec


def described(kind: type[msgspec.Struct]) -> dict[str, str]:
    """Return each field's docstring on one line, "" where it has none."""
    (class_,) = ast.parse(inspect.getsource(kind)).body
    found = dict.fromkeys(kind.__struct_fields__, "")
    name = ""
    for node in class_.body if isinstance(class_, ast.ClassDef) else ():
        match node:
            case ast.AnnAssign(target=ast.Name(id=str(name))):
                pass
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                found[name] = " ".join(text.split())
                name = ""
            case _:
                name = ""
    return found
