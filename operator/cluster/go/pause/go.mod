module lakehouse.dev/cluster/pause

go 1.24
